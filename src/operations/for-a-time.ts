import { durationInWords, millisecondsIn } from '../duration.ts';
import { text } from '../text.ts';
import type { Plan } from './operation.ts';

/** How long something is to last, in milliseconds; null where no time was given. */
export const lengthOf = (time: string | undefined): number | null =>
  time === undefined ? null : millisecondsIn(time);

/** A plan that says, and of which the fingerprint knows, for how long it is. */
export function lasting(plan: Plan, time: string | undefined): Plan {
  const length = lengthOf(time);
  if (length === null) return plan;
  return {
    ...plan,
    warnings: [...plan.warnings, text`It is undone by itself ${[durationInWords(length)]} after it is done.`],
    facts: { ...plan.facts, lasts: length },
  };
}
