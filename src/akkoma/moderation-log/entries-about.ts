import { type RawBuilder, sql } from 'kysely';
import { flakeIdFromUuid, isFlakeId, uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import type { Em } from '../../database/connection/connection.ts';
import type { Instance } from '../instance.ts';

/** An account as the moderation log may name it. */
interface LoggedAccount {
  /** A FlakeId; null where the account is no longer stored. */
  readonly id: string | null;
  /** The ActivityPub id. */
  readonly apId: string;
  readonly nickname: string;
}

/**
 * Whether an entry of `moderation_log` is about an account (behaviour.md 18). Most entries have accounts as `subject`,
 * with their ids and nicknames; one about tags has nicknames as they were sent; those about reports and posts have only
 * the id of these. An entry about a deleted post is about no account: it does not say whose the post was.
 *
 * The table has only a primary key, so such a condition is a scan of it: together with `postsChangedByStaff`, about 5
 * ms for each thousand entries. It has one for each call of staff.
 *
 * @param reports a select of the FlakeIds of the reports about the account.
 * @param posts FlakeIds, from `postsChangedByStaff`.
 */
export function isAbout(
  alias: string,
  { host }: Pick<Instance, 'host'>,
  { id, nickname }: LoggedAccount,
  { reports, posts }: { readonly reports: RawBuilder<unknown>; readonly posts: readonly string[] },
): RawBuilder<boolean> {
  const data = sql.ref(`${alias}.data`);
  const maps = [...(id === null ? [] : [{ id }]), { nickname }].map((map) => ({ ...map, type: 'user' }));
  const named = maps.flatMap((map) => [
    { subject: [map] },
    { subject: map },
    { subjects: [map] },
    { follower: map },
    { followed: map },
  ]);
  const sent = nickname.includes('@') ? [nickname] : [nickname, `${nickname}@${host}`];
  const nicknames = sql`${data} -> 'nicknames'`;
  const subject = sql`${data} #>> '{subject,id}'`;
  return sql<boolean>`(
    ${data} @> any (${sql.val(named.map((each) => JSON.stringify(each)))}::jsonb[])
    or jsonb_typeof(${nicknames}) = 'array' and exists (
      select from jsonb_array_elements_text(
        case jsonb_typeof(${nicknames}) when 'array' then ${nicknames} else '[]' end) as sent (name)
      where lower(ltrim(sent.name, '@')) = any (${sql.val(sent.map((name) => name.toLowerCase()))}::text[]))
    or ${data} ->> 'action' in ('report_update', 'report_note', 'report_note_delete') and ${subject} in (${reports})
    or ${data} ->> 'action' = 'status_update' and ${subject} = any (${sql.val(posts)}::text[]))`;
}

/**
 * Finds the posts of an account that staff have changed in Akkoma, by their entries in the moderation log.
 *
 * @returns the FlakeIds of those that are still stored.
 */
export async function postsChangedByStaff(
  em: Em,
  { apId }: Pick<LoggedAccount, 'apId'>,
): Promise<readonly string[]> {
  const { rows } = await sql<{ post: string | null }>`
    select distinct data #>> '{subject,id}' as post from moderation_log
    where data ->> 'action' = 'status_update'`.execute(em.getKysely());
  const posts = rows.flatMap(({ post }) => (post !== null && isFlakeId(post) ? [uuidFromFlakeId(post)] : []));
  if (posts.length === 0) return [];
  const { rows: own } = await sql<{ id: string }>`
    select id from activities where id = any(${sql.val(posts)}::uuid[]) and actor = ${apId}`.execute(
    em.getKysely(),
  );
  return own.map(({ id }) => flakeIdFromUuid(id));
}
