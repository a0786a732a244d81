import { type RawBuilder, sql } from 'kysely';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import type { Instance } from '../../akkoma/instance.ts';
import { type Journal, naive } from '../../database/change-records/journal.ts';
import { actorOf, entry } from './moderation-entry.ts';
import { logPosts } from './moderation-log-of-posts.ts';
import { logReports } from './moderation-log-of-reports.ts';

/**
 * The maximum number of accounts in one entry: the web interface shows 50 entries on a page, each with all its names.
 */
const mostSubjects = 1000;

interface ModerationContext {
  readonly journal: Journal;
  readonly instance: Instance;
  readonly now: Date;
}

/** An act that no altered row shows, such as a mail. */
interface UnseenAct {
  readonly action: string;
  /** A FlakeId. */
  readonly account: string;
}

/**
 * Writes the changes that an action made to accounts into Akkoma's own `moderation_log`, as the Admin API does for the
 * same act (behaviour.md 18). Writes nothing where the instance does not want that, or the requester is not linked to
 * an account. Acts that the Admin API does not log are left out: reset links, second factors, invites.
 *
 * The acts are derived from the recorded changes. An undo is therefore logged as well, and only accounts that really
 * changed are. Call this once the transaction has recorded all its changes.
 *
 * Decision: the Admin API has no call that unconfirms an account, or takes an approval or a forced password reset back,
 * so this is logged as an account that was updated. A bulk act is one entry, as in the Admin API, but one for each batch, and with
 * at most 1000 accounts.
 *
 * @param since the id of the last change that the action recorded in earlier transactions; 0 for none.
 * @param unseen an act that no altered row shows, and the FlakeId of its account.
 */
export async function logModeration(
  { journal, instance, now }: ModerationContext,
  actionId: number,
  { since = 0, unseen = null }: { since?: number; unseen?: UnseenAct | null } = {},
): Promise<void> {
  if (!instance.settings.moderationLog) return;
  await journal.insert(
    'moderation_log',
    ['data', 'inserted_at', 'updated_at'],
    sql`
      with ${entriesOf(actionId, since, unseen)}
      select ${entry(sentence)} || ${particulars}, ${naive(now)}, ${naive(now)}
      from entries cross join actor
      order by place, rank`,
  );
  await logPosts({ journal, now }, actionId, since);
  await logReports({ journal, now }, actionId, since);
}

/** The table expressions `actor`, who acted, and `entries`, one row for each entry of the log. */
const entriesOf = (actionId: number, since: number, unseen: UnseenAct | null): RawBuilder<unknown> => sql`
  ${actorOf(actionId)},
  altered as materialized (
    select change.id as place, change.before, change.after, u.nickname::text as nickname,
      steward.flake_text(u.id) as id
    from steward.changes change join users u on u.id = (change.key ->> 'id')::uuid
    where change.action_id = ${actionId} and change.id > ${since}
      and change.table_name = 'users' and change.after is not null
      and exists (select from actor)
  ),
  deleted as (
    select job.after -> 'args' ->> 'user_id' as id
    from steward.changes job
    where job.action_id = ${actionId} and job.id > ${since}
      and job.table_name = 'oban_jobs' and job.before is null
      and job.after -> 'args' ->> 'op' = 'delete_user'
  ),
  acts as (
    select altered.place, altered.id, altered.nickname, act.*
    from altered cross join lateral (${actsOn('altered')}) act
    where act.done and altered.id not in (select id from deleted)
    union all
    select min(altered.place), altered.id, altered.nickname, 0, 'delete', null, null, true
    from altered where altered.id in (select id from deleted)
    group by altered.id, altered.nickname
    ${unseen === null ? sql`` : unionWith(unseen)}
  ),
  numbered as (
    select acts.*,
      (row_number() over (partition by rank, tags order by place) - 1) / ${mostSubjects}::integer as entry
    from acts
  ),
  entries as (
    select rank, action, permission, tags, min(place) as place,
      jsonb_agg(jsonb_build_object('id', id, 'nickname', nickname, 'type', 'user') order by place) as subjects,
      jsonb_agg(nickname order by place) as nicknames,
      string_agg('@' || coalesce(nickname, ''), ', ' order by place) as names,
      (select string_agg(tag, ', ' order by number) from jsonb_array_elements_text(tags)
        with ordinality as named (tag, number)) as tag_names
    from numbered
    group by rank, action, permission, tags, entry
  )`;

const unionWith = ({ action, account }: UnseenAct): RawBuilder<unknown> => sql`
  union all
  select 0, steward.flake_text(u.id), u.nickname::text, 0, ${action}, null, null, true
  from users u where u.id = ${uuidFromFlakeId(account)}::uuid and exists (select from actor)`;

/** Selects the acts of the Admin API, each with whether an altered row shows that it was done. */
function actsOn(altered: string): RawBuilder<unknown> {
  const value = (side: 'before' | 'after', column: string) =>
    sql`${sql.ref(`${altered}.${side}`)} -> ${sql.lit(column)}`;
  const isNew = sql`${sql.ref(`${altered}.before`)} is null`;
  const became = (column: string, now: boolean) =>
    sql`(${value('before', column)} = ${sql.lit(String(!now))}::jsonb
      and ${value('after', column)} = ${sql.lit(String(now))}::jsonb)`;
  const differs = (column: string) =>
    sql`(${sql.ref(`${altered}.before`)} ? ${sql.lit(column)}
      and ${value('before', column)} is distinct from ${value('after', column)})`;
  const tagsOnlyIn = (side: 'before' | 'after', other: 'before' | 'after') => sql`
    case when ${sql.ref(`${altered}.before`)} ? 'tags' then (
      select jsonb_agg(tag order by number)
      from jsonb_array_elements_text(${listIn(value(side, 'tags'))}) with ordinality as named (tag, number)
      where not ${listIn(value(other, 'tags'))} ? tag) end`;

  return sql`
    select act.rank, act.action, act.permission, act.tags, coalesce(act.done, false) as done
    from (select ${tagsOnlyIn('after', 'before')} as added, ${tagsOnlyIn('before', 'after')} as removed) changed
    cross join lateral (values
      (1, 'create', null, null::jsonb, ${isNew}),
      (2, 'activate', null, null, ${became('is_active', true)}),
      (3, 'deactivate', null, null, ${became('is_active', false)}),
      (4, 'grant', 'admin', null, ${became('is_admin', true)}),
      (5, 'revoke', 'admin', null, ${became('is_admin', false)}),
      (6, 'grant', 'moderator', null, ${became('is_moderator', true)}),
      (7, 'revoke', 'moderator', null, ${became('is_moderator', false)}),
      (8, 'confirm_email', null, null, ${became('is_confirmed', true)}),
      (9, 'approve', null, null, ${became('is_approved', true)}),
      (10, 'tag', null, changed.added, changed.added is not null),
      (11, 'untag', null, changed.removed, changed.removed is not null),
      (12, 'force_password_reset', null, null, ${became('password_reset_pending', true)}),
      (13, 'add_suggestion', null, null, ${became('is_suggested', true)}),
      (14, 'remove_suggestion', null, null, ${became('is_suggested', false)}),
      (15, 'updated_users', null, null,
        ${became('is_confirmed', false)} or ${became('is_approved', false)} or ${became('password_reset_pending', false)} or ${differs('is_locked')} or ${differs('email')})
    ) as act (rank, action, permission, tags, done)`;
}

const listIn = (value: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`case when jsonb_typeof(${value}) = 'array' then ${value} else '[]' end`;

/** The sentence of the web interface, after the actor's name. */
const sentence = sql`case action
  when 'create' then 'created users: ' || names
  when 'delete' then 'deleted users: ' || names
  when 'activate' then 'activated users: ' || names
  when 'deactivate' then 'deactivated users: ' || names
  when 'grant' then 'made ' || names || ' ' || permission
  when 'revoke' then 'revoked ' || permission || ' role from ' || names
  when 'approve' then 'approved users: ' || names
  when 'confirm_email' then 'confirmed email for users: ' || names
  when 'tag' then 'added tags: ' || tag_names || ' to users: ' || names
  when 'untag' then 'removed tags: ' || tag_names || ' from users: ' || names
  when 'force_password_reset' then 'forced password reset for users: ' || names
  when 'add_suggestion' then 'added suggested users: ' || names
  when 'remove_suggestion' then 'removed suggested users: ' || names
  when 'resend_confirmation_email' then 're-sent confirmation email for users: ' || names
  when 'updated_users' then 'updated users: ' || names
end`;

/**
 * The fields that depend on the act. Tags have `nicknames` and no subject. A new account has `subjects` where the other
 * acts have `subject`.
 */
const particulars = sql`case
  when action in ('tag', 'untag') then jsonb_build_object('nicknames', nicknames, 'tags', tags)
  when action = 'create' then jsonb_build_object('subjects', subjects)
  when action in ('grant', 'revoke') then jsonb_build_object('subject', subjects, 'permission', permission)
  else jsonb_build_object('subject', subjects)
end`;
