import { requireFit } from '../../akkoma/schema/fit.ts';
import type { Em } from '../../database/connection/connection.ts';
import { type Outline, type PlanContext, readLock, writesOf } from '../../operations/index.ts';
import type { Json } from '../../text/reply.ts';
import { requireTier } from '../access/require-tier.ts';
import { Locked } from '../access/require-unlocked.ts';
import { requireUnpaused } from '../access/require-unpaused.ts';
import { createPhraseOf } from '../approval/phrase-of.ts';
import type { StoredPlan } from '../approval/stored-plan.ts';
import type { ActionDependencies, ActionRequest } from '../request.ts';
import { retryOnAkkoma } from '../store/retry-transaction.ts';

type Requested<Args extends object, Outcome extends Json> = Pick<
  ActionRequest<Args, Outcome>,
  'operation' | 'args' | 'caller'
>;

export type Preflight = <Args extends object, Outcome extends Json>(
  request: Requested<Args, Outcome>,
) => Promise<StoredPlan>;

/**
 * Returns the function that checks a request before a form asks for more, by a few quick queries: the lock, the target,
 * and the caller's role and pause. It writes nothing. The request itself checks everything again.
 *
 * @returns what is known of the plan by then.
 * @throws Locked, Refused, Paused, and what the operation's plan throws.
 */
export function createPreflight(dependencies: ActionDependencies): Preflight {
  const { database } = dependencies;
  return (request) =>
    retryOnAkkoma(dependencies, async (current) => {
      const { operation, caller } = request;
      const em = database.em.fork();
      const lock = operation.control === undefined ? await readLock(em) : null;
      if (lock !== null) throw new Locked(lock);
      const { outline, shown } = await outlineOf(current, em, { ...request, requester: caller });
      const tier = requireTier(current, caller, operation, outline);
      await requireUnpaused(em, caller, { operation, tier });
      return shown;
    });
}

interface Outlined {
  readonly outline: Outline;
  /** The same as people see it. */
  readonly shown: StoredPlan;
}

/**
 * Checks the target of a request.
 *
 * @throws Refused where this Akkoma is newer than Steward knows; what the operation's plan throws.
 */
export async function outlineOf<Args extends object, Outcome extends Json>(
  {
    instance,
    operations,
    definitionOf,
  }: Pick<ActionDependencies, 'instance' | 'operations' | 'definitionOf'>,
  em: Em,
  { operation, args, requester }: Omit<Requested<Args, Outcome>, 'caller'> & Pick<PlanContext, 'requester'>,
): Promise<Outlined> {
  requireFit(instance, writesOf(operation, operations, args));
  const phraseOf = createPhraseOf(definitionOf);
  const context = { em, instance, operations, secret: null, requester, phraseOf };
  const outline = await operation.preflight?.(context, args);
  if (outline !== undefined) {
    const { target, before = [] } = outline;
    return { outline, shown: { target, before, counts: {}, samples: [], warnings: [], facts: null } };
  }
  const plan = await operation.plan(context, args);
  return { outline: plan, shown: plan };
}
