import { requireFit } from '../../akkoma/schema/fit.ts';
import type { Em } from '../../database/connection/connection.ts';
import { type Operation, type Plan, type PlanContext, writesOf } from '../../operations/index.ts';
import type { Json } from '../../text/reply.ts';
import type { Text } from '../../text/text.ts';
import { createPhraseOf } from '../approval/phrase-of.ts';
import type { ActionDependencies } from '../request.ts';

interface Planned<Args extends object, Outcome extends Json> {
  readonly operation: Operation<Args, Outcome>;
  readonly args: Args;
  readonly secret: string | null;
  readonly requester: PlanContext['requester'];
  /** Added to the warnings of the plan. */
  readonly warnings?: readonly Text[] | undefined;
}

/**
 * Makes the plan of an operation, which only reads.
 *
 * @throws Refused where this Akkoma is newer than Steward knows and the tables that the operation writes to have
 * changed; what the operation's plan throws.
 */
export async function makePlan<Args extends object, Outcome extends Json>(
  {
    instance,
    operations,
    definitionOf,
  }: Pick<ActionDependencies, 'instance' | 'operations' | 'definitionOf'>,
  em: Em,
  { operation, args, secret, requester, warnings = [] }: Planned<Args, Outcome>,
): Promise<Plan> {
  requireFit(instance, writesOf(operation, operations, args));
  const phraseOf = createPhraseOf(definitionOf);
  const plan = await operation.plan({ em, instance, operations, secret, requester, phraseOf }, args);
  return warnings.length === 0 ? plan : { ...plan, warnings: [...plan.warnings, ...warnings] };
}
