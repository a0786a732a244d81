import type { PlanContext } from '../../operations/index.ts';
import type { FindDefinition } from '../request.ts';
import { hasPlan, readPlanIfKnown } from './stored-plan.ts';

/**
 * Returns the function that says what an action does as a verb phrase, such as "deactivate lain". It returns null where
 * the action failed before it had a plan, where this version of Steward does not know its operation, and where it cannot
 * read what another version stored.
 */
export const createPhraseOf =
  (definitionOf: FindDefinition): PlanContext['phraseOf'] =>
  ({ operation, args, plan: stored }) => {
    const plan = hasPlan(stored) ? readPlanIfKnown(stored) : null;
    return plan === null ? null : (definitionOf(operation)?.describe(plan, args) ?? null);
  };
