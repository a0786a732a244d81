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
  const [post] = await findPosts(em, instance, [typed]);
  if (post === undefined) throw new Error('One post was asked for, and none was found');
  return post;
}

/**
 * Finds the posts that somebody means, each once, in the order in which they were typed. The number of statements does
 * not grow with the number of posts.
 *
 * @throws as `findPost`, for the first that is none.
 */
export async function findPosts(em: Em, instance: Instance, typed: readonly string[]): Promise<Post[]> {
  const addresses = typed.map((each) => ({ typed: each, ...postAddressIn(instance, each) }));
  const found = await lookUp(em, addresses);
  return readPosts(
    em,
    addresses.map((address) => {
      const match = found.find((each) => isMeant(each, address));
      if (match === undefined) throw noSuchPost(address.typed, instance);
      if (match.type === 'Announce') {
        throw new Conflict(
          text`${code(address.typed)} is a boost by ${match.actor}, and no post. Use the link of the boosted post: ${code(match.object)}.`,
        );
      }
      return match;
    }),
  );
}

const noSuchPost = (typed: string, { baseUrl }: Instance): NotFound =>
  new NotFound(
    text`No post ${code(typed)}. Use its link, such as ${code(`${baseUrl}/notice/…`)} or ${code(`${baseUrl}/objects/…`)}, the link of the original on its own server, or its ID.`,
  );

interface Found {
  /** A FlakeId. */
  readonly id: string;
  readonly type: 'Create' | 'Announce';
  /** The address of the activity. */
  readonly url: string | null;
  /** The address of the object of the activity. */
  readonly object: string;
  readonly actor: string;
  /** The number of the object; null where it is no longer stored here. */
  readonly number: number | null;
}

const isMeant = ({ id, type, url, object }: Found, { id: meant, urls }: PostAddress): boolean =>
  id === meant || urls.includes(url ?? '') || (type === 'Create' && urls.includes(object));

/**
 * Looks posts and boosts up, an activity with a typed address before one whose object has it. Each part of the statement
 * uses the index on its expression.
 */
async function lookUp(em: Em, addresses: readonly PostAddress[]): Promise<Found[]> {
  const ids = sql.val(addresses.flatMap(({ id }) => (id === null ? [] : [uuidFromFlakeId(id)])));
  const urls = sql.val(addresses.flatMap((address) => address.urls));
  const candidates = (rank: number, condition: RawBuilder<unknown>) => sql`
    select ${rank}::integer as rank, id, data, actor from activities where ${condition}`;
  const { rows } = await sql<Found>`
    select steward.flake_text(a.id) as id, a.data ->> 'type' as type, a.data ->> 'id' as url, a.data ->> 'object' as object,
      coalesce(u.nickname::text, a.actor) as actor, o.id::float8 as number
    from (
      ${candidates(1, sql`id = any(${ids}::uuid[])`)}
      union all
      ${candidates(2, sql`data ->> 'id' = any(${urls}::text[])`)}
      union all
      ${candidates(
        3,
        sql`coalesce(data -> 'object' ->> 'id', data ->> 'object') = any(${urls}::text[])
          and data ->> 'type' = 'Create'`,
      )}
    ) a
    left join objects o on o.data ->> 'id' = a.data ->> 'object'
    left join users u on u.ap_id = a.actor
    where jsonb_typeof(a.data -> 'object') = 'string' and (
      a.data ->> 'type' = 'Announce'
      or a.data ->> 'type' = 'Create' and (o.id is null or o.data ->> 'type' = any(${sql.val(posts)}::text[])))
    order by a.rank, a.id`.execute(em.getKysely());
  return rows;
}

/** The types of objects that people know as posts, and what is left of a deleted one. */
const posts = deletable.filter((type) => type !== 'Answer');

async function readPosts(em: Em, found: readonly Found[]): Promise<Post[]> {
  const once = [...new Map(found.map((each) => [each.id, each])).values()];
  const creates = await em.find(Activity, { id: once.map(({ id }) => id) });
  const objects = await em.find(AkkomaObject, { id: once.flatMap(({ number }) => number ?? []) });
  const authors = await em.find(User, { apId: [...new Set(creates.flatMap(({ actor }) => actor ?? []))] });
  return once.map(({ id, object: url, number }) => {
    const create = creates.find((each) => each.id === id);
    if (create === undefined) throw new Error(`The post ${id} is gone`);
    const object = objects.find((each) => each.id === number) ?? null;
    const actor = create.actor ?? '';
    return {
      id,
      create,
      url,
      object: object?.data.type === 'Tombstone' ? null : object,
      actor,
      author: authors.find(({ apId }) => apId === actor) ?? null,
    };
  });
}
