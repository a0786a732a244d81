import { Pool } from 'pg';
import { actionsOf, auditEntries, changedRows, jobs, messagesOf, ownRows } from './statements.ts';
import { type ChangedRow, tablesIn } from './tables-in.ts';
import type { AuditEntryView, ChangesView, JobView } from './view.ts';

/** Reads the effects of a step from the database. */
export interface ChangesReader {
  /** @param interactionId the interaction of the step */
  of(interactionId: string): Promise<ChangesView>;
  /** Returns the ids of the messages about the actions of an interaction: their cards and mentions. */
  messagesOf(interactionId: string): Promise<string[]>;
  close(): Promise<void>;
}

const connections = 2;
/** The states of a job, and of an action, that will change without another step. */
const pendingJobs: readonly string[] = ['available', 'scheduled', 'executing', 'retryable'];
const pendingActions: readonly unknown[] = ['approved', 'running', 'following'];

/** Returns an account as Akkoma's server has it in memory; undefined if the account does not exist. */
export type Remembers = (nickname: string) => Promise<Readonly<Record<string, unknown>> | undefined>;

/**
 * Creates a reader with its own plain connections, so that the page shows the database without any of Steward's code.
 */
export function readChanges(url: string, cachedAccount: Remembers = async () => undefined): ChangesReader {
  const pool = new Pool({ connectionString: url, max: connections, application_name: 'sandbox page' });
  // The pool replaces an idle connection that breaks. Without this listener the error would be thrown.
  pool.on('error', () => undefined);

  async function actionIds(interactionId: string): Promise<string[]> {
    const { rows } = await pool.query<{ id: string }>(actionsOf, [interactionId]);
    return rows.map(({ id }) => id);
  }

  return {
    async messagesOf(interactionId) {
      const { rows } = await pool.query<{ id: string }>(messagesOf, [await actionIds(interactionId)]);
      return rows.map(({ id }) => id);
    },
    async of(interactionId) {
      const ids = await actionIds(interactionId);
      const [changed, own, enqueued, audit] = await Promise.all([
        pool.query<ChangedRow>(changedRows, [ids]),
        pool.query<{ table: string; row: Record<string, unknown> }>(ownRows, [interactionId, ids]),
        pool.query<JobView>(jobs, [ids]),
        pool.query<AuditEntryView>(auditEntries, [interactionId, ids]),
      ]);
      const nicknames = new Set(changed.rows.flatMap(({ nickname }) => nickname ?? []));
      const memory = new Map<string, Readonly<Record<string, unknown>>>();
      for (const nickname of nicknames) memory.set(nickname, (await cachedAccount(nickname)) ?? {});
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
