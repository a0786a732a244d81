import { sql } from 'kysely';
import { undoSet } from '../database/change-records/undo-set.ts';
import type { Em } from '../database/connection/connection.ts';
import { buried } from './judge-posts.ts';
import { isReport } from './reports.ts';

/** The kinds of what can be restored. */
export const restorableKinds = [
  'accounts',
  'posts',
  'likes',
  'boosts',
  'reactions',
  'follows',
  'follows_asked_for_anew',
  'follows_ended',
  'notifications',
  'bookmarks',
  'reports',
  'report_notes',
  'report_notes_deleted',
  'invites',
  'invites_deleted',
  'mails',
  'released',
] as const;

export type RestorableKind = (typeof restorableKinds)[number];

/**
 * A row that is left as it is, with the names of the accounts, the invite or the report that it is about, and the
 * reason.
 */
export interface UndoSample {
  /** Its table, or `reports` for a report, which is an activity. */
  readonly table: string;
  readonly verdict: string;
  readonly names: readonly string[];
  /** The later action that decided about it, if there is one. */
  readonly decidedBy: number | null;
}

/** The verdicts, in numbers. */
export interface UndoSummary {
  /** Whether anything is still recorded. */
  readonly isRecorded: boolean;
  readonly kinds: Readonly<Partial<Record<RestorableKind, number>>>;
  /** The number of rows that have changed since, or whose place is taken. */
  readonly skipped: number;
  /** Some of the skipped rows. */
  readonly samples: readonly UndoSample[];
  /** The number of mails that the server has begun to send, or has sent. */
  readonly mailsBegun: number;
  /** The number of restored posts whose deletion other servers have been told of, or are just being told of. */
  readonly postsTold: number;
  /** The number of restored posts whose media the server has begun to delete, or has deleted. */
  readonly mediaDeleted: number;
  /** The names of a few of the accounts that are restored. */
  readonly accounts: readonly string[];
  /**
   * A checksum of accounts, posts, reports and invites with their verdicts. It changes with each verdict. Follows are
   * not part of it, since they change on their own.
   */
  readonly mark: string;
}

const mostSamples = 10;

/** Reads what `judgeUndoSet` has found, in the same transaction and before anything is restored. */
export async function summarizeUndo(em: Em): Promise<UndoSummary> {
  const { rows } = await sql<UndoSummary>`
    with told as materialized (
      select change.*, subject, case
        when verdict in ('same', 'derived', 'aside', 'context') then null
        when verdict = 'anew' then 'follows_asked_for_anew'
        when table_name = 'oban_jobs' and after ->> 'worker' <> 'Pleroma.Workers.MailerWorker' then null
        when verdict = 'begun' then 'mails_begun'
        when verdict = 'released' then 'released'
        when verdict is distinct from 'restore' then 'skipped'
        when table_name = 'users' then 'accounts'
        when table_name = 'following_relationships' then case when before is null then 'follows_ended' else 'follows' end
        when table_name = 'user_invite_tokens' then case when before is null then 'invites_deleted' else 'invites' end
        when table_name = 'oban_jobs' then 'mails'
        when table_name = 'report_notes' and before is null then 'report_notes_deleted'
        when subject = 'activities' then case before #>> '{data,type}'
          when 'Like' then 'likes' when 'Announce' then 'boosts' when 'EmojiReact' then 'reactions' end
        when table_name = 'hashtags' then null
        when table_name = 'objects' then 'posts'
        else subject end as kind
      from ${undoSet} change cross join lateral (
        select case when ${isReport} then 'reports' else table_name end as subject) of_row
    )
    select exists (select from told) as "isRecorded",
      (select coalesce(jsonb_object_agg(kind, number), '{}') from (
        select kind, count(*) as number from told
        where kind is not null and kind not in ('skipped', 'mails_begun') group by kind) counted) as kinds,
      (select count(*)::integer from told where kind = 'skipped' or is_left) as skipped,
      (select count(*)::integer from told where kind = 'mails_begun') as "mailsBegun",
      (select count(*)::integer from ${buried} where verdict = 'restore' and is_told) as "postsTold",
      (select count(*)::integer from ${buried} where verdict = 'restore' and is_cleaned) as "mediaDeleted",
      (select coalesce(sum(hashtextextended(concat_ws(' ', table_name, id, verdict, case when is_left then 'left' end), 0)), 0)::text from told
        where kind is not null and subject in ('users', 'user_invite_tokens', 'objects', 'reports')) as mark,
      array(
        select coalesce(u.nickname, u.ap_id)::text
        from (select id::uuid from told where kind = 'accounts' order by id limit 5) first
        join users u on u.id = first.id order by u.id) as accounts,
      (select coalesce(jsonb_agg(jsonb_build_object(
          'table', subject, 'verdict', case when kind = 'skipped' then coalesce(verdict, 'changed') else 'changed' end,
          'decidedBy', coalesce(decided_by, left_by),
          'names', array(
            select coalesce(u.nickname, u.ap_id)::text
            from unnest(case table_name
              when 'users' then array[id]
              when 'following_relationships' then array[row ->> 'follower_id', row ->> 'following_id']
              when 'user_invite_tokens' then '{}'
              when 'objects' then array(
                select author.id::text from users author where author.ap_id = row #>> '{data,actor}')
              when 'activities' then case when subject = 'reports' then '{}' else array(
                select actor.id::text from users actor where actor.ap_id = row ->> 'actor') end
              else array[row ->> 'user_id'] end) with ordinality as party (id, place)
            join users u on u.id = party.id::uuid
            order by party.place
          ) || case subject when 'user_invite_tokens' then array['#' || id]
            when 'reports' then array[steward.flake_text(id::uuid)] else '{}' end) order by place), '[]')
        from (
          select *, coalesce(before, after) as row from told where kind = 'skipped' or is_left order by place limit ${mostSamples}
        ) sample) as samples`.execute(em.getKysely());
  const [summary] = rows;
  if (summary === undefined) throw new Error('The database returned no row for what was judged');
  return summary;
}

/** The nicknames of all accounts that are restored, in the order of their ids. */
export async function accountsRestored(em: Em): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select coalesce(u.nickname, u.ap_id)::text as name
    from ${undoSet} change join users u on u.id = change.id::uuid
    where change.table_name = 'users' and change.verdict = 'restore' order by u.id`.execute(em.getKysely());
  return rows.map(({ name }) => name);
}
