import { type RawBuilder, sql } from 'kysely';
import type { Instance } from '../../akkoma/instance.ts';
import type { RecordedAccount } from '../../akkoma/lookup/recorded-account.ts';
import { isAbout, postsChangedByStaff } from '../../akkoma/moderation-log/entries-about.ts';
import { flags } from '../../akkoma/reports/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { actionsOn } from './is-on-account.ts';
import { type ListedAction, selectActions } from './list-actions.ts';

/** Where an entry comes from: Steward's actions, Akkoma's moderation log, or the notes on reports in Akkoma. */
export const historyKinds = ['action', 'log', 'report_note'] as const;

/** The place of an entry in the history. */
export interface HistoryPlace {
  /** In microseconds since 1970. */
  readonly at: number;
  readonly kind: (typeof historyKinds)[number];
  readonly id: number;
}

/** An entry of Akkoma's moderation log. */
export interface LogEntry {
  /** The nickname of who acted. */
  readonly by: string;
  /** Akkoma's name for the act, such as `deactivate`. */
  readonly act: string;
  /** The sentence of the web interface. */
  readonly message: string;
  /** The FlakeId of the report that it is about, the state that it was given, and the note; null without these. */
  readonly report: string | null;
  readonly state: string | null;
  readonly text: string | null;
}

/** A note on a report, written in Akkoma. */
export interface ReportNoteEntry {
  /** The nickname of the author; null where there is none. */
  readonly by: string | null;
  /** The FlakeId of the report. */
  readonly report: string;
  readonly text: string;
}

type ActionRow = HistoryPlace & { readonly kind: 'action' };
type ReadEntry =
  | (HistoryPlace & { readonly kind: 'log'; readonly entry: LogEntry })
  | (HistoryPlace & { readonly kind: 'report_note'; readonly entry: ReportNoteEntry });

/**
 * What staff did to an account, or noted about it. `note` is the number of the note that an action added, if the note
 * is still there.
 */
export type HistoryEntry =
  | (ActionRow & { readonly action: ListedAction; readonly note: number | null })
  | ReadEntry;

interface HistoryCursor {
  readonly after?: HistoryPlace | undefined;
  readonly before?: HistoryPlace | undefined;
}

/**
 * Reads what staff did to an account in Steward and in Akkoma, and noted about it, the newest first. What Steward wrote
 * into Akkoma's own records for one of these actions is left out. Steward's actions are found along indexes;
 * `moderation_log` and the reports are scanned, as Akkoma itself scans them: the log has a row for each act of staff.
 *
 * @param limit the maximum number of entries; `Infinity` for all.
 */
export async function readAccountHistory(
  em: Em,
  instance: Instance,
  account: RecordedAccount,
  cursor: HistoryCursor,
  limit: number,
): Promise<HistoryEntry[]> {
  const posts = await postsChangedByStaff(em, account);
  const { after, before } = cursor;
  const backwards = before !== undefined && after === undefined;
  const order = [sql`at`, sql`kind collate "C"`, sql`id`].map(
    (column) => sql`${column} ${backwards ? sql`asc` : sql`desc`}`,
  );
  const { rows } = await sql<ActionRow | ReadEntry>`
    with ${entriesOf(instance, account, posts)}
    select at::float8 as at, kind, id::float8 as id, entry from entries
    where ${after === undefined ? sql`true` : sql`${place} < ${placeOf(after)}`}
      and ${before === undefined ? sql`true` : sql`${place} > ${placeOf(before)}`}
    order by ${sql.join(order)} limit ${Number.isFinite(limit) ? limit : null}::bigint`.execute(
    em.getKysely(),
  );
  return withActions(em, backwards ? rows.toReversed() : rows);
}

const place = sql`(at, kind collate "C", id)`;

const placeOf = ({ at, kind, id }: HistoryPlace): RawBuilder<unknown> =>
  sql`(${at}::bigint, ${kind}::text collate "C", ${id}::bigint)`;

/** The time of an entry, which is no whole second for Steward's own. */
const microseconds = (time: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(extract(epoch from ${time}) * 1000000)::bigint`;

/** The table expression `entries`. */
const entriesOf = (
  instance: Instance,
  account: RecordedAccount,
  posts: readonly string[],
): RawBuilder<unknown> => {
  const { id, apId, target } = account;
  const about = isAbout(
    'log',
    instance,
    { id, apId, nickname: target },
    { reports: sql`select flake from reports`, posts },
  );
  return sql`
    ${flags},
    reports as materialized (
      select id, steward.flake_text(id) as flake from flags where about = ${apId}
    ),
    own as materialized (${actionsOn(account)}),
    written as materialized (
      select change.table_name, change.id
      from own cross join lateral (
        select change.table_name, (change.key ->> 'id')::bigint as id from steward.changes change
        where change.action_id = own.id and change.before is null and (
          change.table_name = 'moderation_log'
          or change.table_name = 'report_notes'
            and exists (select from steward.actions where id = own.id and operation = 'report.note'))
          and change.table_name in ('moderation_log', 'report_notes')
        offset 0
      ) change
    ),
    entries as (
      select ${microseconds(sql`proposed_at`)} as at, 'action' as kind, id, null::jsonb as entry
      from steward.actions where id = any(array(select id from own))
      union all
      select ${microseconds(sql`log.inserted_at`)}, 'log', log.id, jsonb_build_object(
        'by', coalesce(log.data #>> '{actor,nickname}', ''), 'act', coalesce(log.data ->> 'action', ''),
        'message', coalesce(log.data ->> 'message', ''),
        'report', case when log.data #>> '{subject,type}' = 'report' then log.data #>> '{subject,id}' end,
        'state', log.data #>> '{subject,state}', 'text', log.data ->> 'text')
      from moderation_log log
      where ${about} and log.id not in (select id from written where table_name = 'moderation_log')
        and not (log.data ->> 'action' = 'report_note' and exists (
          select from reports join report_notes note on note.activity_id = reports.id
          where reports.flake = log.data #>> '{subject,id}' and note.content = log.data ->> 'text'))
      union all
      select ${microseconds(sql`note.inserted_at`)}, 'report_note', note.id, jsonb_build_object(
        'by', author.nickname, 'report', reports.flake, 'text', note.content)
      from reports join report_notes note on note.activity_id = reports.id
      left join users author on author.id = note.user_id
      where note.id not in (select id from written where table_name = 'report_notes')
    )`;
};

/** Reads the actions of the entries, and which of the notes that they added are still there. */
async function withActions(em: Em, rows: readonly (ActionRow | ReadEntry)[]): Promise<HistoryEntry[]> {
  const ids = rows.flatMap(({ kind, id }) => (kind === 'action' ? [id] : []));
  const actions = new Map(
    (await selectActions(em, sql`where a.id = any(${sql.val(ids)}::bigint[])`)).map((action) => [
      action.id,
      action,
    ]),
  );
  const { rows: notes } = await sql<{ id: number; action: number }>`
    select id::float8 as id, action_id::float8 as action from steward.notes
    where id = any(${sql.val([...actions.values()].flatMap(noteIn))}::bigint[])`.execute(em.getKysely());
  const noteOf = new Map(notes.map(({ id, action }) => [action, id]));
  return rows.flatMap((row): HistoryEntry[] => {
    if (row.kind !== 'action') return [row];
    const action = actions.get(row.id);
    return action === undefined ? [] : [{ ...row, action, note: noteOf.get(row.id) ?? null }];
  });
}

/** The number of the note that an action added. */
const noteIn = ({ operation, outcome }: ListedAction): number[] => {
  const { note } = Object(outcome) as { readonly note?: unknown };
  return operation === 'user.note' && typeof note === 'number' ? [note] : [];
};
