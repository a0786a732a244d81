import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { flags } from './flags.ts';

/** An instance with open reports about its accounts. */
export interface ReportedHost {
  /** `?` where the report has no address of an account. */
  readonly host: string;
  readonly reports: number;
}

/** Counts the open reports by the host of the reported account, the most reported host first. */
export async function readReportedHosts(em: Em): Promise<ReportedHost[]> {
  const { rows } = await sql<ReportedHost>`
    with ${flags}
    select coalesce(substring(about from '^https?://([^/]+)'), '?') as host, count(*)::integer as reports
    from flags where state = 'open' group by 1 order by 2 desc, 1`.execute(em.getKysely());
  return rows;
}
