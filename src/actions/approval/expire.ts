import { sql } from 'kysely';
import type { Action } from '../../../entities/steward/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { steward } from '../audit/append.ts';
import type { ActionDependencies } from '../request.ts';
import { advance } from '../store/change-state.ts';
import { keptArgs } from '../store/kept-args.ts';
import { isLate, loadForUpdate } from '../store/load-action.ts';

type Expiring = Pick<ActionDependencies, 'database' | 'jobs' | 'definitionOf'>;

/** Returns the handler of the job `expire`: ends an action whose deadline has passed, if it still waits. */
export function createExpire(
  dependencies: Expiring,
): (payload: { readonly action: number }) => Promise<void> {
  return ({ action: id }) =>
    dependencies.database.em.fork().transactional(async (em) => {
      await expireIfLate(dependencies, em, await loadForUpdate(em, id));
    });
}

/**
 * Ends an action, whose row the caller has locked, if it has waited too long for its votes or its run. Sensitive
 * arguments are masked.
 *
 * @returns whether the action was ended.
 */
export async function expireIfLate(dependencies: Expiring, em: Em, action: Action): Promise<boolean> {
  if (!(await isLate(em, action))) return false;
  return advance(em, dependencies.jobs, action, {
    from: ['proposed', 'approved'],
    to: 'expired',
    set: [sql`args = ${keptArgs(dependencies, action)}::jsonb`],
    entry: { event: 'action.expired', caller: steward, interactionId: null },
  });
}
