import {
  authorOf,
  findPost,
  type Post,
  type PostNumbers,
  readPostNumbers,
} from '../../akkoma/posts/index.ts';
import { Conflict } from '../../text/errors.ts';
import { link, type Text, text } from '../../text/text.ts';
import type { Outline, Plan, PlanContext } from '../operation.ts';
import { staffPrecaution } from '../staff.ts';

/** The argument of every operation on a post. */
export interface PostArgs {
  /** A link to it, or its FlakeId. */
  readonly post: string;
}

/** What the plan of every operation on a post is bound to. The author may no longer be stored here. */
export type PostFacts = {
  readonly id: string | null;
  readonly apId: string;
  readonly post: string;
};

export interface PlannedPost {
  readonly post: Post;
  readonly numbers: PostNumbers;
  readonly outline: Pick<Plan<PostFacts>, 'target' | 'role' | 'tier' | 'warnings' | 'facts'> & {
    readonly before: readonly Text[];
  };
}

/** Finds a post and its author, for a plan. The text of the post is no part of it, because plans are public. */
export async function planPost({ em, instance }: PlanContext, typed: string): Promise<PlannedPost> {
  const post = await findPost(em, instance, typed);
  const numbers = await readPostNumbers(em, instance, post);
  const { id, author, actor } = post;
  const { before = [], ...precaution } = author === null ? { warnings: [] } : staffPrecaution(author);
  return {
    post,
    numbers,
    outline: {
      target: authorOf(post),
      ...precaution,
      before: [
        ...before,
        text`${link(`${instance.baseUrl}/notice/${id}`, ['The post'])} is ${[inWords[numbers.visibility]]}.`,
      ],
      facts: { id: author?.id ?? null, apId: actor, post: id },
    },
  };
}

/** Who can see a post. */
const inWords = {
  public: 'public',
  unlisted: 'unlisted',
  local: 'for this instance only',
  private: 'for followers only',
  direct: 'a direct message',
  unknown: 'of unknown visibility',
} as const;

export const visibilityInWords = ({ visibility }: Pick<PostNumbers, 'visibility'>): string =>
  inWords[visibility];

/** Does the same as `planPost` for a form that asks for a reason. */
export async function outlinePost(context: PlanContext, { post }: PostArgs): Promise<Outline> {
  return (await planPost(context, post)).outline;
}

/** @throws Conflict where the post's object is no longer stored here, or deleted: there is nothing to change. */
export function requireObject({ object }: Post): void {
  if (object === null) {
    throw new Conflict(
      text`The text of this post is no longer stored on this instance. It can only be deleted.`,
    );
  }
}
