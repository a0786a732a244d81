import { sql } from 'kysely';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import type { Em } from '../../database/connection/connection.ts';
import { isLocalOnly } from '../federation/addresses.ts';
import { visibilityOf } from '../federation/visibility.ts';
import type { Instance } from '../instance.ts';
import type { Post } from './find-post.ts';

/** Who can see a post: `local` are the people of this instance, `private` are the author's followers. */
export type Visibility = 'public' | 'unlisted' | 'local' | 'private' | 'direct' | 'unknown';

/** What is known of a post from other rows than its own. */
export interface PostNumbers {
  readonly visibility: Visibility;
  readonly likes: number;
  readonly boosts: number;
  readonly reactions: number;
  /** The replies that are stored here and not deleted. */
  readonly replies: number;
}

/** Reads who can see a post, and counts what refers to it. */
export async function readPostNumbers(
  em: Em,
  instance: Instance,
  { id }: Pick<Post, 'id'>,
): Promise<PostNumbers> {
  const [row] = await readNumbersOfPosts(em, instance, [{ id }]);
  if (row === undefined) throw new Error(`The post ${id} is gone`);
  return row;
}

/** Does the same for several posts, in any order. */
export async function readNumbersOfPosts(
  em: Em,
  instance: Instance,
  posts: readonly Pick<Post, 'id'>[],
): Promise<PostNumbers[]> {
  const { rows } = await sql<PostNumbers>`
    select case when ${isLocalOnly(instance, sql`post.data`)} then 'local' else ${visibilityOf('post')} end as visibility,
      about.*,
      (select count(*)::integer from objects reply
        where reply.data ->> 'inReplyTo' = post.url and reply.data ->> 'type' not in ('Answer', 'Tombstone')) as replies
    from (
      select activities.*, coalesce(data -> 'object' ->> 'id', data ->> 'object') as url from activities
      where id = any(${sql.val(posts.map(({ id }) => uuidFromFlakeId(id)))}::uuid[])
    ) post
    cross join lateral (
      select count(*) filter (where each.data ->> 'type' = 'Like')::integer as likes,
        count(*) filter (where each.data ->> 'type' = 'Announce')::integer as boosts,
        count(*) filter (where each.data ->> 'type' = 'EmojiReact')::integer as reactions
      from activities each where coalesce(each.data -> 'object' ->> 'id', each.data ->> 'object') = post.url
    ) about`.execute(em.getKysely());
  return rows;
}
