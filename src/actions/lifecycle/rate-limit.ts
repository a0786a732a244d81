import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { type ActionTier, readPause } from '../../operations/index.ts';
import { Conflict, Refused, Stale } from '../../text/errors.ts';
import { text } from '../../text/text.ts';
import type { ApprovalPolicy } from '../access/approval-policy.ts';
import type { Caller } from '../access/gate.ts';
import { Paused } from '../access/require-unpaused.ts';
import { steward } from '../audit/append.ts';
import { createPerform } from '../lifecycle/perform.ts';
import type { ActionDependencies } from '../request.ts';

/**
 * Not limited and not counted, so that the limit does not keep anyone from undoing an action or from unlocking Steward.
 */
const uncounted: readonly string[] = ['action.undo', 'action.unlock'];

/**
 * How long a person who exceeds the limit is paused: after that, everything that was counted is at least an hour old.
 */
const length = '1h';

class OverLimit extends Refused {}

/**
 * Checks that the requester stays within the limit of destructive actions per hour. It counts actions that wait, were
 * run, or were cancelled by the requester, but not those that ended for other reasons (denied, expired, stale, failed).
 * `action.undo_all` counts once. Requests from before a pause was lifted no longer count. Requests from the console,
 * and by Steward itself, are not counted.
 *
 * The advisory lock serializes concurrent requests of one person: the second one waits until the first one is
 * committed.
 *
 * @throws OverLimit, on which `createPausing` pauses the requester.
 */
export async function requireWithinLimit(
  em: Em,
  { destructivePerHour: limit }: Pick<ApprovalPolicy, 'destructivePerHour'>,
  { id, source }: Caller,
  { operation, tier }: { readonly operation: { readonly name: string }; readonly tier: ActionTier },
): Promise<void> {
  if (limit === 0 || source !== 'discord') return;
  if (tier !== 'destructive' || uncounted.includes(operation.name)) return;
  await sql`select pg_advisory_xact_lock(hashtext('steward.destructive'), hashtext(${id}))`.execute(
    em.getKysely(),
  );
  const { rows } = await sql<{ asked: number }>`
    select count(*)::integer as asked from steward.actions
    where requester_id = ${id} and source = 'discord' and tier = 'destructive'
      and state not in ('denied', 'expired', 'stale', 'failed') and operation <> all(${sql.val(uncounted)}::text[])
      and proposed_at > greatest(
        now() - interval '1 hour', (select resumed_at from steward.pauses where person_id = ${id})
      )`.execute(em.getKysely());
  if ((rows[0]?.asked ?? 0) >= limit) {
    throw new OverLimit(
      text`You requested ${limit} destructive actions within an hour, which is the limit. Wait, or ask another admin.`,
    );
  }
}

/**
 * Returns a wrapper for requests. If the work throws OverLimit, which has rolled the request back, the wrapper pauses
 * the caller.
 *
 * @throws what the work throws; Paused instead of OverLimit.
 */
export function createPausing(
  dependencies: ActionDependencies,
): <Result>(caller: Caller, work: () => Promise<Result>) => Promise<Result> {
  const { database, policy, definitionOf } = dependencies;
  const perform = createPerform(dependencies);

  const pausePerson = async ({ id, guildId, channelId }: Caller): Promise<void> => {
    const definition = definitionOf('staff.pause');
    if (definition === undefined) throw new Error('The operation staff.pause is missing');
    const args = definition.parse({ person: id, for: length });
    try {
      await perform({
        operation: definition.operation,
        args,
        reason: `Requested more than ${policy.destructivePerHour} destructive actions within an hour`,
        caller: { ...steward, guildId, channelId },
        interactionId: null,
        secret: null,
      });
    } catch (error) {
      // They are paused already: by another admin, or by another of their requests at the same time.
      if (!(error instanceof Conflict) && !(error instanceof Stale)) throw error;
    }
  };

  return async (caller, work) => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof OverLimit)) throw error;
      const readNow = () => readPause(database.em.fork(), caller.id);
      if ((await readNow()) === null) await pausePerson(caller);
      const paused = await readNow();
      throw paused === null ? error : new Paused(paused);
    }
  };
}
