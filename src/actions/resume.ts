import { sql } from 'kysely';
import { Stale, StewardError } from '../errors.ts';
import { fingerprint } from '../operations/index.ts';
import type { Json } from '../reply.ts';
import { text } from '../text.ts';
import { untilUncontended } from './attempts.ts';
import { AlreadyClaimed, claim } from './claim.ts';
import { execute } from './execute.ts';
import { endPending, lockPending, type PendingAction } from './pending.ts';
import type { ActionDependencies, ActionRequest, Performed } from './request.ts';

export type Resume = <Args extends object, Outcome extends Json>(
  pending: PendingAction,
  request: ActionRequest<Args, Outcome>,
) => Promise<Performed<Outcome>>;

/**
 * Runs an action that was proposed and has now been agreed to, if what would happen is still what was shown. Rights are
 * checked again, and the plan is made again.
 *
 * @throws Stale when it would now be something else: the action has then ended, and nothing was changed.
 */
export function createResume(dependencies: ActionDependencies): Resume {
  const { database, instance, gate, log } = dependencies;
  return async (found, request) => {
    const { operation, args, caller, interactionId, secret } = request;
    try {
      return await untilUncontended(() =>
        database.em.fork().transactional(async (em) => {
          await claim(em, interactionId);
          const pending = await lockPending(em, found.id, caller);
          gate(caller, pending.tier);
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
          return execute(dependencies, em, request, { id: found.id, now }, plan);
        }),
      );
    } catch (error) {
      const state = endingOf(error);
      if (state !== null) {
        const failure = error instanceof Error ? error.name : 'unknown';
        if (state === 'failed') log.error({ err: error, actionId: found.id }, 'action failed');
        await database.em
          .fork()
          .transactional(async (em) => {
            const pending = await lockPending(em, found.id, caller);
            await endPending(em, pending, { state, caller, interactionId, failure });
          })
          .catch((second: unknown) =>
            log.error({ err: second, actionId: found.id }, 'its end could not be recorded'),
          );
      }
      throw error;
    }
  };
}

/** What becomes of the action: a plan that cannot be made any more is as stale as one that differs. */
function endingOf(error: unknown): 'stale' | 'failed' | null {
  if (error instanceof AlreadyClaimed) return null;
  if (!(error instanceof StewardError)) return 'failed';
  return ['Stale', 'NotFound', 'Conflict'].includes(error.name) ? 'stale' : null;
}
