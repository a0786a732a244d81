import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../text/reply.ts';

/**
 * What an approval is bound to, besides the target and its role. The keys are stored and are part of the plan hash:
 * renaming a key makes the waiting actions that have it stale.
 */
export type FactKey =
  | 'accounts'
  | 'action'
  | 'actions'
  | 'apId'
  | 'approved'
  | 'changes'
  | 'confirmed'
  | 'enabled'
  | 'expires'
  | 'followed'
  | 'follower'
  | 'id'
  | 'lasts'
  | 'lock'
  | 'mail'
  | 'mark'
  | 'not_undone'
  | 'on'
  | 'operation'
  | 'outlasts'
  | 'person'
  | 'request'
  | 'until'
  | 'uses';

export type Facts = Readonly<Partial<Record<FactKey, Json>>>;

/** What can differ between two plans of the same request, among the parts of the plan hash. */
export type Difference = FactKey | 'target' | 'role';

/** The parts of a plan that its hash is made of. */
export interface Bound {
  readonly target: string;
  readonly role?: string | undefined;
  readonly facts: Facts;
}

/** Lists the parts of the plan hash in which two plans of the same request differ. */
export function differencesBetween(before: Bound, now: Bound): Difference[] {
  const keys = new Set(Object.keys({ ...before.facts, ...now.facts }) as FactKey[]);
  return [
    ...(['target', 'role'] as const).filter((key) => before[key] !== now[key]),
    ...[...keys].filter((key) => !isDeepStrictEqual(before.facts[key], now.facts[key])).toSorted(),
  ];
}
