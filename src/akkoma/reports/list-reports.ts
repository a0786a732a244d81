import { type RawBuilder, sql } from 'kysely';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import type { Em } from '../../database/connection/connection.ts';
import { htmlToText } from '../../text/html-to-text.ts';
import type { Instance } from '../instance.ts';
import type { Cursor } from '../lookup/list-users.ts';
import { flags, type ReportState } from './flags.ts';
import { isOneOf, type Parties, type Party, partyOf } from './party.ts';

/** The filter of a list of reports; a property that is not set matches all. */
export interface ReportFilter {
  readonly states?: readonly ReportState[] | undefined;
  readonly about?: Parties | undefined;
  readonly by?: Parties | undefined;
  /** FlakeIds. */
  readonly ids?: readonly string[] | undefined;
}

export interface ListedReport {
  /** A FlakeId. */
  readonly id: string;
  /** Other programs may have written another than `ReportState`. */
  readonly state: string;
  readonly at: Date;
  readonly about: Party;
  readonly by: Party;
  /** What the reporter wrote, as plain text. */
  readonly why: string;
  readonly posts: number;
  readonly notes: number;
  /** The number of open reports about the same account, this one included. */
  readonly open_about: number;
}

/**
 * Lists reports, the newest first, in one pass over all of them (behaviour.md 25.2). Notes are counted on their own,
 * since joined they would multiply the rows. No e-mail address is read: reports hold those of the reported people.
 *
 * @param cursor by the ids of reports, which are FlakeIds.
 * @param limit the maximum number of rows; Infinity for all of them.
 */
export async function listReports(
  em: Em,
  instance: Instance,
  filter: ReportFilter,
  { after, before }: Cursor,
  limit: number,
): Promise<ListedReport[]> {
  const backwards = before !== undefined && after === undefined;
  const direction = backwards ? sql`asc` : sql`desc`;
  const { rows } = await sql<ListedReport & { content: string | null }>`
    with ${flags},
    counted as (
      select flags.*, count(*) filter (where state = 'open') over (partition by about)::integer as open_about from flags
    ),
    listed as materialized (
      select * from counted where ${sql.join(conditionsOf(filter, { after, before }), sql` and `)}
      order by id ${direction} limit ${Number.isFinite(limit) ? limit : null}::bigint
    )
    select steward.flake_text(listed.id) as id, coalesce(listed.state, '') as state, listed.inserted_at at time zone 'UTC' as at,
      ${partyOf(sql`listed.about`, 'reported', instance)} as about,
      ${partyOf(sql`listed.actor`, 'reporter', instance)} as by,
      listed.content, listed.posts, listed.open_about,
      (select count(*)::integer from report_notes note where note.activity_id = listed.id) as notes
    from listed
    left join users reported on reported.ap_id = listed.about
    left join users reporter on reporter.ap_id = listed.actor
    order by listed.id desc`.execute(em.getKysely());
  return rows.map(({ content, at, ...report }) => ({
    ...report,
    at: new Date(at),
    why: htmlToText(content ?? ''),
  }));
}

function conditionsOf(
  { states, about, by, ids }: ReportFilter,
  { after, before }: Cursor,
): RawBuilder<unknown>[] {
  return [
    sql`true`,
    ...(states === undefined ? [] : [sql`state = any(${sql.val(states)}::text[])`]),
    ...(about === undefined ? [] : [isOneOf(sql`counted.about`, about)]),
    ...(by === undefined ? [] : [isOneOf(sql`counted.actor`, by)]),
    ...(ids === undefined ? [] : [sql`id = any(${sql.val(ids.map(uuidFromFlakeId))}::uuid[])`]),
    ...(after === undefined ? [] : [sql`id < ${uuidFromFlakeId(after)}::uuid`]),
    ...(before === undefined ? [] : [sql`id > ${uuidFromFlakeId(before)}::uuid`]),
  ];
}
