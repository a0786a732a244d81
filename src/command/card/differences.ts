import { differencesFrom, type StoredPlan } from '../../actions/index.ts';
import { identityOf } from '../../operations/index.ts';
import type { ReplyField } from '../../text/reply.ts';
import { text } from '../../text/text.ts';
import { differingCountFields } from '../count-labels.ts';
import { labelOfDifference } from './difference-labels.ts';

/** Compares what would happen now with the approved plan, and returns the differences as fields. */
export function differencesOf(approved: StoredPlan, now: StoredPlan): ReplyField[] {
  const others = approved.samples.join() !== now.samples.join() && now.samples.length > 0;
  const differences = [
    ...(identityOf(approved) === identityOf(now)
      ? []
      : [{ name: 'Target', value: text`${approved.target} → ${now.target}` }]),
    ...differingCountFields(approved.counts, now.counts),
    ...changedIn(approved, now),
    ...(others ? [{ name: 'Includes now', value: text`${now.samples.join(', ')}` }] : []),
  ];
  return differences.length > 0
    ? differences
    : [{ name: 'Difference', value: text`The same numbers, but other accounts or values.` }];
}

/** Lists the labels of the other facts that differ. Their values would mean little to people. */
function changedIn(approved: StoredPlan, now: StoredPlan): ReplyField[] {
  if (now.facts === null) return [];
  const differences = differencesFrom(approved, { ...now, facts: now.facts }) ?? [];
  const labels = new Set(differences.filter((key) => key !== 'target').map(labelOfDifference));
  return labels.size === 0 ? [] : [{ name: 'Differs now', value: text`${[[...labels].join(', ')]}` }];
}
