import { type RawBuilder, sql } from 'kysely';
import { flakeIdFromUuid, uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import type { Em } from '../../database/connection/connection.ts';
import { flags, objectOf, reportedIn } from './flags.ts';

/** An open report. */
export interface WaitingReport {
  /** A FlakeId. */
  readonly id: string;
  /** The ActivityPub id of the reported account. */
  readonly account: string;
}

/**
 * Finds the accounts about which open reports have arrived. The ids of activities begin with the time, so the newest are
 * read along the primary key, or along the index of types where that has fewer rows.
 *
 * @param since the first id that counts, as a uuid.
 * @param isKnown whether a report is not looked for, as a condition on its id.
 */
export async function accountsReportedSince(
  em: Em,
  since: RawBuilder<unknown>,
  isKnown: (id: RawBuilder<unknown>) => RawBuilder<boolean>,
): Promise<string[]> {
  const { rows } = await sql<{ account: string }>`
    select distinct ${reportedIn('flag')} as account from activities flag
    where flag.id > ${since} and flag.data ->> 'type' = 'Flag' and flag.data ->> 'state' = 'open'
      and ${reportedIn('flag')} is not null and not ${isKnown(sql`flag.id`)}`.execute(em.getKysely());
  return rows.map(({ account }) => account);
}

/** Finds the accounts with the newest open reports. */
export async function accountsReportedLast(em: Em, most: number): Promise<string[]> {
  const { rows } = await sql<{ account: string }>`
    with ${flags}
    select about as account from flags where state = 'open' and about is not null
    group by about order by max(flags.id::text) desc limit ${most}`.execute(em.getKysely());
  return rows.map(({ account }) => account);
}

/** Reads all open reports about accounts, the earliest first. */
export async function openReportsAbout(em: Em, accounts: readonly string[]): Promise<WaitingReport[]> {
  const { rows } = await sql<WaitingReport>`
    with ${flags}
    select flags.id, about as account from flags
    where state = 'open' and about = any(${sql.val(accounts)}::text[]) order by flags.id`.execute(
    em.getKysely(),
  );
  return rows.map(({ id, account }) => ({ id: flakeIdFromUuid(id), account }));
}

/** The state of a report, as Akkoma names it, and what else changes its card: `reportStates` says what. */
interface ReportState {
  readonly state: string;
  readonly seen: string;
}

/**
 * Reads the states of reports by their FlakeIds, with the number of notes, and of an open one whether the account is
 * active, and how many of the posts are stored. A report that is gone has no state.
 */
export async function reportStates(em: Em, ids: readonly string[]): Promise<Map<string, ReportState>> {
  const { rows } = await sql<ReportState & { id: string }>`
    select flag.id, coalesce(flag.data ->> 'state', '') as state,
      concat_ws(' ',
        (select count(*) from report_notes note where note.activity_id = flag.id),
        case when flag.data ->> 'state' = 'open' then
          (select account.is_active from users account where account.ap_id = ${reportedIn('flag')}) end,
        case when flag.data ->> 'state' = 'open' then (
          select count(post.id)
          from jsonb_array_elements(${objectOf('flag')}) with ordinality as of_report (element, place)
          left join activities post on post.data ->> 'id'
            = case jsonb_typeof(element) when 'object' then element ->> 'id' else element #>> '{}' end
          where place > 1) end) as seen
    from activities flag
    where flag.id = any(${sql.val(ids.map(uuidFromFlakeId))}::uuid[])
      and flag.data ->> 'type' = 'Flag'`.execute(em.getKysely());
  return new Map(rows.map(({ id, ...state }) => [flakeIdFromUuid(id), state]));
}
