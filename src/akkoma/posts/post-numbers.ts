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
  { id, url }: Pick<Post, 'id' | 'url'>,
): Promise<PostNumbers> {
  const { rows } = await sql<PostNumbers>`
    select case when ${isLocalOnly(instance, sql`post.data`)} then 'local' else ${visibilityOf('post')} end as visibility,
      about.*,
      (select count(*)::integer from objects reply
        where reply.data ->> 'inReplyTo' = ${url} and reply.data ->> 'type' not in ('Answer', 'Tombstone')) as replies
    from activities post
    cross join lateral (
      select count(*) filter (where each.data ->> 'type' = 'Like')::integer as likes,
        count(*) filter (where each.data ->> 'type' = 'Announce')::integer as boosts,
        count(*) filter (where each.data ->> 'type' = 'EmojiReact')::integer as reactions
      from activities each where coalesce(each.data -> 'object' ->> 'id', each.data ->> 'object') = ${url}
    ) about
    where post.id = ${uuidFromFlakeId(id)}::uuid`.execute(em.getKysely());
  const [row] = rows;
  if (row === undefined) throw new Error(`The post ${id} is gone`);
  return row;
}
