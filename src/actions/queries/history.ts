import { sql } from 'kysely';
import { Action, Vote } from '../../../entities/steward/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { NotFound } from '../../text/errors.ts';
import { noSuchAction } from '../../text/sentences.ts';

/** An audit entry about an action. */
interface HistoryEntry {
  /** The id of the audit entry. */
  readonly id: number;
  readonly at: Date;
  /** Such as `action.done`. */
  readonly event: string;
  readonly actorId: string;
  readonly actor: string;
  readonly reason: string | null;
  /** The first eight hex digits of its hash. */
  readonly hash: string;
}

/** An action with its votes, audit entries and changes. */
export interface ActionHistory {
  readonly action: Action;
  readonly votes: readonly Vote[];
  readonly entries: readonly HistoryEntry[];
  /** The number of Akkoma's rows that it changed, by table. */
  readonly changed: Readonly<Record<string, number>>;
  /** The ids of the actions that it undid. */
  readonly undid: readonly number[];
}

/**
 * Reads an action and everything that is stored about it.
 *
 * @throws NotFound
 */
export async function readHistory(em: Em, id: number): Promise<ActionHistory> {
  const action = await em.findOne(Action, { id });
  if (action === null) {
    throw new NotFound(noSuchAction(id));
  }
  return {
    action,
    votes: await em.find(Vote, { actionId: id }, { orderBy: { at: 'asc', voterId: 'asc' } }),
    entries: await entriesOf(em, id),
    changed: await changedBy(em, id),
    undid: await undoneBy(em, id),
  };
}

async function entriesOf(em: Em, id: number): Promise<HistoryEntry[]> {
  const { rows } = await sql<HistoryEntry>`
    select id::float8 as id, at, event, actor_id as "actorId", actor_name as actor, reason, left(encode(hash, 'hex'), 8) as hash
    from steward.audit_log where action_id = ${id} order by id`.execute(em.getKysely());
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}

async function changedBy(em: Em, id: number): Promise<Record<string, number>> {
  const { rows } = await sql<{ name: string; count: number }>`
    select table_name as name, count(*)::float8 as count from steward.changes
    where action_id = ${id} group by table_name order by table_name`.execute(em.getKysely());
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}

async function undoneBy(em: Em, id: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id::float8 as id from steward.actions where undone_by = ${id} order by id`.execute(em.getKysely());
  return rows.map((row) => row.id);
}
