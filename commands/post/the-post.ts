import { findPost } from '../../src/akkoma/posts/index.ts';
import { type CommandContext, post } from '../../src/command/index.ts';

/** The argument of every command on a post. */
export const thePost = { post };

/**
 * Replaces a link to a post by its ID, so that two links to one post are the same request.
 *
 * @throws NotFound, Conflict as `findPost`.
 */
export const completePost = async <Args extends { readonly post: string }>(
  args: Args,
  { em, instance }: Pick<CommandContext, 'em' | 'instance'>,
): Promise<Args> => ({ ...args, post: (await findPost(em, instance, args.post)).id });
