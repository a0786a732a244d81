import { sql } from 'kysely';
import { Conflict, NotFound, Stale, StewardError } from '../errors.ts';
import { fingerprint } from '../operations/index.ts';
import type { Json } from '../reply.ts';
import { text } from '../text.ts';
import { untilUncontended } from './attempts.ts';
import { execute } from './execute.ts';
import { endPending, lockPending, type PendingAction } from './pending.ts';
import type { ActionDependencies, ActionRequest, Performed } from './request.ts';
import { isDone, unknownOutcome } from './settle.ts';

export type Resume = <Args extends object, Outcome extends Json>(
  pending: PendingAction,
  request: ActionRequest<Args, Outcome>,
) => Promise<Performed<Outcome>>;

/**
 * Runs an action that was proposed and has now been agreed to, if what would happen is still what was shown. Rights are
 * checked again, and the plan is made again. The interaction was claimed when the action was found.
 *
 * @throws Stale when it would now be something else or nothing at all: the action has then ended, and nothing was
 * changed; Unavailable when nobody can say whether it was done.
 */
export function createResume(dependencies: ActionDependencies): Resume {
  const { database, instance, gate, log } = dependencies;
  return async <Args extends object, Outcome extends Json>(
    found: PendingAction,
    request: ActionRequest<Args, Outcome>,
  ) => {
    const { operation, args, caller, interactionId, secret } = request;
    const progress: { reached: Performed<Outcome> | null } = { reached: null };

    const end = async (state: 'stale' | 'failed', error: unknown): Promise<Performed<Outcome> | null> => {
      const failure = error instanceof Error ? error.name : 'unknown';
      try {
        return await database.em.fork().transactional(async (em) => {
          if (progress.reached !== null && (await isDone(em, found.id))) return progress.reached;
          await endPending(em, found, { state, caller, interactionId, failure });
          return null;
        });
      } catch (second) {
        log.error({ err: second, actionId: found.id }, 'its end could not be recorded');
        if (progress.reached !== null) throw unknownOutcome(second);
        return null;
      }
    };

    try {
      const prepared = await operation.prepare?.(args, secret);
      const performed = await untilUncontended(() =>
        database.em.fork().transactional(async (em) => {
          const pending = await lockPending(em, found.id, caller);
          gate(caller, pending.tier);
          return orStale(found.id, async () => {
            const plan = await operation.plan({ em, instance, secret }, args);
            gate(caller, plan.tier ?? operation.tier);
            if (fingerprint(plan) !== pending.fingerprint)
              throw new Stale(
                text`Things have changed since action ${found.id} was shown, and nothing was done. Run the command again to see it as it is now.`,
              );
            const { rows } = await sql<{ epoch: number }>`
              update steward.actions set state = 'running' where id = ${found.id} and state = 'proposed'
              returning floor(extract(epoch from now()))::float8 as epoch`.execute(em.getKysely());
            const now = new Date((rows[0]?.epoch ?? 0) * 1000);
            progress.reached = await execute(
              dependencies,
              em,
              request,
              { id: found.id, now },
              { plan, prepared },
            );
            return progress.reached;
          });
        }),
      );
      log.info({ actionId: found.id, operation: operation.name, caller: caller.id }, 'action done');
      return performed;
    } catch (error) {
      if (error instanceof StewardError) {
        if (error instanceof Stale) await end('stale', error);
        throw error;
      }
      log.error({ err: error, actionId: found.id }, 'action failed');
      const performed = await end('failed', error);
      if (performed === null) throw error;
      return performed;
    }
  };
}

/** A plan that cannot be made any more is as stale as one that differs. */
async function orStale<Result>(actionId: number, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Conflict || error instanceof NotFound)) throw error;
    throw new Stale(text`${error.sentence} Nothing was done, and action ${actionId} has ended.`, {
      cause: error,
    });
  }
}
