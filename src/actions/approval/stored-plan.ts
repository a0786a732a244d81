import { z } from 'zod';
import type { Action } from '../../../entities/steward/index.ts';
import type { Plan } from '../../operations/index.ts';
import type { Text } from '../../text/text.ts';
import type { ApprovalPolicy, ApprovalRequirement } from '../access/approval-policy.ts';

const piece = z.union([
  z.string(),
  z.object({ foreign: z.string() }),
  z.object({ at: z.coerce.date() }),
  z.object({ person: z.string(), name: z.string() }),
]);

const storedPlan = z.object({
  target: z.string().default(''),
  counts: z.record(z.string(), z.number()).default({}),
  samples: z.array(z.string()).default([]),
  warnings: z.array(z.array(piece)).default([]),
});

const storedRequirement = z.object({ alsoTakes: z.array(z.string()).default([]) });

/** What people saw of a plan. */
export type StoredPlan = Pick<Plan, 'target' | 'counts' | 'samples'> & { readonly warnings: readonly Text[] };

/** What an action takes that has been planned. */
export const requirementOf = (
  policy: ApprovalPolicy,
  { operation, tier, plan }: Pick<Action, 'operation' | 'tier' | 'plan'>,
): ApprovalRequirement => policy.requirementFor(operation, tier, storedRequirement.parse(plan).alsoTakes);

/** A plan as a row keeps it. */
export const readPlan = (stored: unknown): StoredPlan => storedPlan.parse(stored);
