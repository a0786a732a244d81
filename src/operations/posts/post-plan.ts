import type { Instance } from '../../akkoma/instance.ts';
import {
  authorOf,
  findPost,
  findPosts,
  type Post,
  type PostNumbers,
  readNumbersOfPosts,
  readPostNumbers,
} from '../../akkoma/posts/index.ts';
import { Conflict, invalid } from '../../text/errors.ts';
import { joinTexts, link, type Text, text } from '../../text/text.ts';
import type { Outline, Plan, PlanContext } from '../operation.ts';
import { staffPrecaution } from '../staff.ts';

/** The argument of every operation on a post. */
export interface PostArgs {
  /** A link to it, or its FlakeId. */
  readonly post: string;
}

/** What the plan of every operation on a post is bound to. The author may no longer be stored here. */
export type PostFacts = AuthorFacts & { readonly post: string };

/** The same of an operation on one or several posts of an account: one FlakeId, or several. */
export type PostsFacts = AuthorFacts & { readonly post: string | readonly string[] };

type AuthorFacts = { readonly id: string | null; readonly apId: string };

export interface PlannedPost {
  readonly post: Post;
  readonly numbers: PostNumbers;
  readonly outline: PostOutline<PostFacts>;
}

/** What the plans of operations on posts have in common. The texts of posts are no part of it: plans are public. */
type PostOutline<Facts extends PostFacts | PostsFacts> = Pick<
  Plan<Facts>,
  'target' | 'role' | 'tier' | 'warnings' | 'facts'
> & { readonly before: readonly Text[] };

/** Finds a post and its author, for a plan. */
export async function planPost({ em, instance }: PlanContext, typed: string): Promise<PlannedPost> {
  const post = await findPost(em, instance, typed);
  const numbers = await readPostNumbers(em, instance, post);
  const { facts, before, ...outline } = outlineOf(post);
  return {
    post,
    numbers,
    outline: {
      ...outline,
      before: [...before, text`${linkTo(post, instance, ['The post'])} is ${[inWords[numbers.visibility]]}.`],
      facts: { ...facts, post: post.id },
    },
  };
}

/** Several posts of one account, for a plan. */
export interface PlannedPosts {
  readonly posts: readonly [Post, ...Post[]];
  readonly numbers: readonly PostNumbers[];
  readonly outline: PostOutline<PostsFacts>;
}

/**
 * Finds posts and their author.
 *
 * @throws Conflict where they are not all by one account: an action has one target.
 */
export async function planPosts(context: PlanContext, typed: readonly string[]): Promise<PlannedPosts> {
  const { em, instance } = context;
  const [post, ...others] = await findPosts(em, instance, typed);
  if (post === undefined) throw invalid([{ option: 'post', fault: text`must not be empty` }]);
  if (others.length === 0) {
    const { numbers, outline } = await planPost(context, post.id);
    return { posts: [post], numbers: [numbers], outline };
  }
  const other = others.find(({ actor }) => actor !== post.actor);
  if (other !== undefined) {
    throw new Conflict(
      text`These posts are by ${authorOf(post)} and by ${authorOf(other)}. Delete those of one account at a time.`,
    );
  }
  const posts = [post, ...others] as const;
  const { facts, before, ...outline } = outlineOf(post);
  const links = posts.map((each, at) => linkTo(each, instance, [String(at + 1)]));
  return {
    posts,
    numbers: await readNumbersOfPosts(em, instance, posts),
    outline: {
      ...outline,
      before: [...before, text`Posts: ${joinTexts(links, ', ')}.`],
      facts: { ...facts, post: posts.map(({ id }) => id) },
    },
  };
}

const linkTo = ({ id }: Post, { baseUrl }: Instance, words: Text): Text =>
  link(`${baseUrl}/notice/${id}`, words);

function outlineOf(post: Post): Omit<PostOutline<PostFacts>, 'facts'> & { readonly facts: AuthorFacts } {
  const { author, actor } = post;
  const { before = [], ...precaution } = author === null ? { warnings: [] } : staffPrecaution(author);
  return { target: authorOf(post), ...precaution, before, facts: { id: author?.id ?? null, apId: actor } };
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
