import { type RawBuilder, sql } from 'kysely';
import { Activity, AkkomaObject, User } from '../../../entities/akkoma/index.ts';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import type { Em } from '../../database/connection/connection.ts';
import { Conflict, NotFound } from '../../text/errors.ts';
import { code, text } from '../../text/text.ts';
import type { Instance } from '../instance.ts';
import { deletable } from '../retraction/index.ts';
import { type PostAddress, postAddressIn } from './post-address.ts';

/** A post, local or remote. */
export interface Post {
  /** The FlakeId of its Create, by which Akkoma's interfaces know it. */
  readonly id: string;
  readonly create: Activity;
  /** Its public id. */
  readonly url: string;
  /** Null where the object is no longer stored here, or was deleted. */
  readonly object: AkkomaObject | null;
  /** The address of its author, who may no longer be stored here. */
  readonly actor: string;
  readonly author: User | null;
}

/** The name of a post's author: the nickname, or the address where there is none. */
export const authorOf = ({ author, actor }: Pick<Post, 'author' | 'actor'>): string =>
  author?.nickname ?? actor;

/**
 * Finds the post that somebody means, by a link to it, the address of its activity, or the FlakeId of its activity. A
 * vote in a poll is no post.
 *
 * @throws NotFound if there is none; Conflict for a boost: acting on the boosted post would surprise.
 */
export async function findPost(em: Em, instance: Instance, typed: string): Promise<Post> {
  const found = await lookUp(em, postAddressIn(instance, typed));
  if (found === null) {
    throw new NotFound(
      text`No post ${code(typed)}. Use its link, such as ${code(`${instance.baseUrl}/notice/…`)} or ${code(`${instance.baseUrl}/objects/…`)}, the link of the original on its own server, or its ID.`,
    );
  }
  if (found.type === 'Announce') {
    throw new Conflict(
      text`${code(typed)} is a boost by ${found.actor}, and no post. Use the link of the boosted post: ${code(found.object)}.`,
    );
  }
  return readPost(em, found);
}

interface Found {
  /** A FlakeId. */
  readonly id: string;
  readonly type: 'Create' | 'Announce';
  /** The address of the object of the activity. */
  readonly object: string;
  readonly actor: string;
  /** The number of the object; null where it is no longer stored here. */
  readonly number: number | null;
}

/** Each part of the statement uses the index on its expression. An activity with that very address comes first. */
async function lookUp(em: Em, { id, urls }: PostAddress): Promise<Found | null> {
  const candidates = (rank: number, condition: RawBuilder<unknown>) => sql`
    select ${rank}::integer as rank, id, data, actor from activities where ${condition}`;
  const uuid = id === null ? null : uuidFromFlakeId(id);
  const { rows } = await sql<Found>`
    select steward.flake_text(a.id) as id, a.data ->> 'type' as type, a.data ->> 'object' as object,
      coalesce(u.nickname::text, a.actor) as actor, o.id::float8 as number
    from (
      ${candidates(1, sql`id = ${uuid}::uuid`)}
      union all
      ${candidates(2, sql`data ->> 'id' = any(${sql.val(urls)}::text[])`)}
      union all
      ${candidates(
        3,
        sql`coalesce(data -> 'object' ->> 'id', data ->> 'object') = any(${sql.val(urls)}::text[])
          and data ->> 'type' = 'Create'`,
      )}
    ) a
    left join objects o on o.data ->> 'id' = a.data ->> 'object'
    left join users u on u.ap_id = a.actor
    where jsonb_typeof(a.data -> 'object') = 'string' and (
      a.data ->> 'type' = 'Announce'
      or a.data ->> 'type' = 'Create' and (o.id is null or o.data ->> 'type' = any(${sql.val(posts)}::text[])))
    order by a.rank, a.id limit 1`.execute(em.getKysely());
  return rows[0] ?? null;
}

/** The types of objects that people know as posts, and what is left of a deleted one. */
const posts = deletable.filter((type) => type !== 'Answer');

async function readPost(em: Em, { id, object: url, number }: Found): Promise<Post> {
  const create = await em.findOneOrFail(Activity, { id });
  const stored = number === null ? null : await em.findOne(AkkomaObject, { id: number });
  const actor = create.actor ?? '';
  const author = await em.findOne(User, { apId: actor });
  return { id, create, url, object: stored?.data.type === 'Tombstone' ? null : stored, actor, author };
}
