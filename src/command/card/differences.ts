import { differencesFrom, type StoredPlan } from '../../actions/index.ts';
import type { ReplyField } from '../../text/reply.ts';
import { text } from '../../text/text.ts';
import { differingCountFields } from '../count-labels.ts';
import { differenceLabels } from './difference-labels.ts';

/** Compares what would happen now with the approved plan, and returns the differences as fields. */
export function differencesOf(agreed: StoredPlan, now: StoredPlan): ReplyField[] {
  const others = agreed.samples.join() !== now.samples.join() && now.samples.length > 0;
  const differences = [
    ...(agreed.target === now.target
      ? []
      : [{ name: 'Target', value: text`${agreed.target} → ${now.target}` }]),
    ...differingCountFields(agreed.counts, now.counts),
    ...changedIn(agreed, now),
    ...(others ? [{ name: 'Among them now', value: text`${now.samples.join(', ')}` }] : []),
  ];
  return differences.length > 0
    ? differences
    : [{ name: 'Difference', value: text`The same numbers, but not the same accounts or values.` }];
}

/** Lists the labels of the other facts that differ. Their values would mean little to people. */
function changedIn(agreed: StoredPlan, now: StoredPlan): ReplyField[] {
  if (now.facts === null) return [];
  const differences = differencesFrom(agreed, { ...now, facts: now.facts }) ?? [];
  const labels = new Set(differences.filter((key) => key !== 'target').map((key) => differenceLabels[key]));
  return labels.size === 0 ? [] : [{ name: 'Changed', value: text`${[[...labels].join(', ')]}` }];
}
