import { Pool } from 'pg';
import { actionsOf, auditEntries, changedRows, jobs, ownRows } from './statements.ts';
import { type ChangedRow, tablesIn } from './tables-in.ts';
import type { AuditEntryView, ChangesView, JobView } from './view.ts';

/** Reads what the database keeps of the things people did. */
export interface ChangesReader {
  /** @param interactionId of the step. */
  of(interactionId: string): Promise<ChangesView>;
  close(): Promise<void>;
}

const connections = 2;
/** The states of a job, and of an action, that will change by themselves. */
const pendingJobs: readonly string[] = ['available', 'scheduled', 'executing', 'retryable'];
const pendingActions: readonly unknown[] = ['approved', 'running', 'following'];

/** What Akkoma's server keeps of an account in memory. */
export type Remembers = (nickname: string) => Promise<Readonly<Record<string, unknown>> | undefined>;

/** Opens a plain connection of its own: nothing of Steward's is between what is shown and the database. */
export function readChanges(url: string, remembers: Remembers = async () => undefined): ChangesReader {
  const pool = new Pool({ connectionString: url, max: connections, application_name: 'sandbox page' });
  // A connection that breaks while it is idle is replaced by the next that is needed.
  pool.on('error', () => undefined);

  return {
    async of(interactionId) {
      const { rows: actions } = await pool.query<{ id: string }>(actionsOf, [interactionId]);
      const ids = actions.map(({ id }) => id);
      const [changed, own, enqueued, audit] = await Promise.all([
        pool.query<ChangedRow>(changedRows, [ids]),
        pool.query<{ table: string; row: Record<string, unknown> }>(ownRows, [interactionId, ids]),
        pool.query<JobView>(jobs, [ids]),
        pool.query<AuditEntryView>(auditEntries, [interactionId, ids]),
      ]);
      const nicknames = new Set(changed.rows.flatMap(({ nickname }) => nickname ?? []));
      const memory = new Map<string, Readonly<Record<string, unknown>>>();
      for (const nickname of nicknames) memory.set(nickname, (await remembers(nickname)) ?? {});
      return {
        tables: tablesIn(changed.rows, memory),
        own: own.rows.map(({ table, row }) => ({ table, columns: Object.entries(row) })),
        jobs: enqueued.rows,
        audit: audit.rows,
        unsettled:
          enqueued.rows.some(({ state }) => pendingJobs.includes(state)) ||
          own.rows.some(
            ({ row }) => pendingActions.includes(row.state) || Object(row.refresh).state === 'pending',
          ),
      };
    },
    close: () => pool.end(),
  };
}
