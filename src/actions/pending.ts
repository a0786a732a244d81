import { sql } from 'kysely';
import type { Database, Em } from '../database/connection.ts';
import { Conflict, NotFound, Refused, Stale, StewardError } from '../errors.ts';
import { type Text, text } from '../text.ts';
import { appendToAudit } from './audit.ts';
import { claim } from './claim.ts';
import { expireProposals, patience } from './expire.ts';
import type { Caller, Gate } from './policy.ts';

/** An action that waits. */
export interface PendingAction {
  readonly id: number;
  readonly operation: string;
  readonly args: unknown;
  readonly reason: string | null;
  readonly fingerprint: string;
  readonly tier: 'routine' | 'sensitive' | 'destructive';
}

/** Why an action that has left the state `proposed` can no longer be answered, and what to do instead. */
const endings: Readonly<Record<string, Text>> = {
  cancelled: text`was cancelled. Run the command again if you still want it.`,
  stale: text`no longer fits what is there. Run the command again.`,
  failed: text`failed, and nothing was changed. Run the command again.`,
  done: text`is done already.`,
};

/**
 * The action, locked to the end of the transaction, if it still waits for this caller.
 *
 * @throws NotFound, Refused for someone else's, Conflict when it waits no more, Stale when it has waited too long: with
 * the transaction of `em` it has then ended.
 */
export async function lockPending(em: Em, actionId: number, caller: Caller): Promise<PendingAction> {
  const { rows } = await sql<PendingAction & { state: string; requester: string; late: boolean }>`
    select id::integer, operation, args, reason, fingerprint, tier, state, requester_id as requester,
      proposed_at < now() - ${patience}::interval as late
    from steward.actions where id = ${actionId} for update`.execute(em.getKysely());
  const [row] = rows;
  if (row === undefined) throw new NotFound(text`There is no action ${actionId}. Run the command again.`);
  if (row.requester !== caller.id) {
    throw new Refused(
      text`Only the person who asked for action ${actionId} can answer here. Run the command yourself.`,
    );
  }
  const { state } = row;
  if (state === 'proposed' && row.late) await expireProposals(em);
  if (state === 'expired' || (state === 'proposed' && row.late)) {
    throw new Stale(
      text`Action ${actionId} waited too long and has expired; nothing was done. Run the command again.`,
    );
  }
  if (state !== 'proposed') {
    throw new Conflict(text`Action ${actionId} ${endings[state] ?? text`is being worked on.`}`);
  }
  return row;
}

export type FindPending = (actionId: number, caller: Caller) => Promise<PendingAction>;

/**
 * Looks a waiting action up for someone who answers, with all checks; whoever acts on it locks it anew. The interaction
 * is claimed by that, whatever is found: of two replicas that hear of it, one answers.
 *
 * @throws AlreadyClaimed, by what is returned, and what `lockPending` throws.
 */
export const createFindPending =
  ({ database }: { database: Database }): ((interactionId: string | null) => FindPending) =>
  (interactionId) =>
  async (actionId, caller) => {
    const found = await database.em.fork().transactional(async (em) => {
      await claim(em, interactionId);
      return lockPending(em, actionId, caller).catch((fault: unknown) => {
        if (fault instanceof StewardError) return fault;
        throw fault;
      });
    });
    if (found instanceof StewardError) throw found;
    return found;
  };

export type Cancel = (actionId: number, caller: Caller, interactionId: string | null) => Promise<void>;

/** Takes a waiting action back. */
export function createCancel({ database, gate }: { database: Database; gate: Gate }): Cancel {
  return (actionId, caller, interactionId) =>
    database.em.fork().transactional(async (em) => {
      await claim(em, interactionId);
      const pending = await lockPending(em, actionId, caller);
      gate(caller, 'read');
      await endPending(em, pending, { state: 'cancelled', caller, interactionId });
    });
}

/** Ends an action, if it still waits, without running it; its arguments, which may hold secrets, are not kept. */
export async function endPending(
  em: Em,
  { id, operation, reason }: PendingAction,
  end: {
    readonly state: 'cancelled' | 'stale' | 'failed';
    readonly caller: Caller;
    readonly interactionId: string | null;
    readonly failure?: string;
  },
): Promise<void> {
  const { numAffectedRows } = await sql`
    update steward.actions
    set state = ${end.state}, failure = ${end.failure ?? null}, args = '{}', updated_at = now()
    where id = ${id} and state = 'proposed'`.execute(em.getKysely());
  if (numAffectedRows === 0n) return;
  await appendToAudit(em, {
    event: `action.${end.state}`,
    caller: end.caller,
    actionId: id,
    interactionId: end.interactionId,
    command: operation,
    args: {},
    reason,
    detail: end.failure === undefined ? {} : { failure: end.failure },
  });
}
