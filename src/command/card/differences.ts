import { differencesFrom, type StoredPlan } from '../../actions/index.ts';
import type { ReplyField } from '../../text/reply.ts';
import { text } from '../../text/text.ts';
import { differingCountFields } from '../count-labels.ts';
import { differenceLabels } from './difference-labels.ts';

/** What would happen now beside what was agreed to, as far as it differs. */
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

/** What else an approval is bound to, by name: its values say little to people. */
function changedIn(agreed: StoredPlan, now: StoredPlan): ReplyField[] {
  if (now.facts === null) return [];
  const differences = differencesFrom(agreed, { ...now, facts: now.facts }) ?? [];
  const labels = new Set(differences.filter((key) => key !== 'target').map((key) => differenceLabels[key]));
  return labels.size === 0 ? [] : [{ name: 'Changed', value: text`${[[...labels].join(', ')]}` }];
}
