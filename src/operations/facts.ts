import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../text/reply.ts';

/**
 * What an approval is bound to, besides the target and its role. The keys are stored, and are part of the fingerprint: what waits
 * goes stale where one is renamed.
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
  | 'mark'
  | 'on'
  | 'operation'
  | 'outlasts'
  | 'person'
  | 'request'
  | 'until'
  | 'uses';

export type Facts = Readonly<Partial<Record<FactKey, Json>>>;

/** What can differ between two plans of the same request, of what the fingerprint is made of. */
export type Difference = FactKey | 'target' | 'role';

/** What a fingerprint is made of. */
export interface Bound {
  readonly target: string;
  readonly role?: string | undefined;
  readonly facts: Facts;
}

/** In what two plans of the same request differ, of what their fingerprints are made of. */
export function differencesBetween(before: Bound, now: Bound): Difference[] {
  const keys = new Set(Object.keys({ ...before.facts, ...now.facts }) as FactKey[]);
  return [
    ...(['target', 'role'] as const).filter((key) => before[key] !== now[key]),
    ...[...keys].filter((key) => !isDeepStrictEqual(before.facts[key], now.facts[key])).toSorted(),
  ];
}
