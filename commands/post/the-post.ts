import { findPost, findPosts } from '../../src/akkoma/posts/index.ts';
import { type CommandContext, post, posts } from '../../src/command/index.ts';
import { chosenPosts, type PostsArgs } from '../../src/operations/posts/chosen-posts.ts';

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

/** The argument of a command on posts. */
export const thePosts = { post: posts };

/**
 * Replaces what was typed by the IDs of the posts, in their order, so that two lists of the same posts are the same
 * request.
 *
 * @throws what `chosenPosts` and `findPosts` throw.
 */
export async function completePosts(
  args: PostsArgs,
  context: Pick<CommandContext, 'em' | 'instance'>,
): Promise<PostsArgs> {
  const found = await findPosts(context.em, context.instance, await chosenPosts(context, args));
  const ids = found.map(({ id }) => id).toSorted();
  return { post: ids.join(', ') };
}
