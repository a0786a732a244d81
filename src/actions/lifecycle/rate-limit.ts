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

/** Taking back, and letting the team go on, is not to be hindered by what it takes back. */
const uncounted: readonly string[] = ['action.undo', 'action.unlock'];

/** For how long somebody is paused who asks for more: by then all that counted is an hour old. */
const length = '1h';

class OverLimit extends Refused {}

/**
 * Turns away who has asked for as much of what is destructive as one person may within an hour. What counts is what waits, was
 * run, or was cancelled by whoever asked; what came to nothing by others' doing (denied, expired, out of date, failed) does
 * not. `action.undo_all` counts once. What was asked for before a pause was lifted counts no more. Whoever has a shell, and what
 * happens by itself, is not counted.
 *
 * Of two requests of one person at the same time, the second waits for the first to be committed.
 *
 * @throws OverLimit, by which `createPausing` pauses them.
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
      text`You have asked for ${limit} destructive actions within an hour, which is as many as one person may. Wait, or ask another admin.`,
    );
  }
}

/**
 * Does what someone asks for; where that is over their limit, has them paused, when what they asked for is rolled back.
 *
 * @throws what the work throws; Paused instead of OverLimit.
 */
export function createPausing(
  dependencies: ActionDependencies,
): <Result>(caller: Caller, work: () => Promise<Result>) => Promise<Result> {
  const { database, policy, definitionOf } = dependencies;
  const perform = createPerform(dependencies);

  const pause = async ({ id, guildId, channelId }: Caller): Promise<void> => {
    const definition = definitionOf('staff.pause');
    if (definition === undefined) throw new Error('Nothing is defined to pause people with');
    const args = definition.parse({ person: id, for: length });
    try {
      await perform({
        operation: definition.operation,
        args,
        reason: `Asked for more than ${policy.destructivePerHour} destructive actions within an hour`,
        caller: { ...steward, guildId, channelId },
        interactionId: null,
        secret: null,
      });
    } catch (error) {
      // Someone else has paused them meanwhile, or they asked twice at once.
      if (!(error instanceof Conflict) && !(error instanceof Stale)) throw error;
    }
  };

  return async (caller, work) => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof OverLimit)) throw error;
      await pause(caller);
      const paused = await readPause(database.em.fork(), caller.id);
      throw paused === null ? error : new Paused(paused);
    }
  };
}
