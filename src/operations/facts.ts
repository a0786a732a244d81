import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../text/reply.ts';

/**
 * What an approval is bound to, besides the target and its role: what was asked for, and what the action will change.
 * What it leaves alone, or what others may change on their own, is no fact. The keys are stored and are part of the plan
 * hash: renaming a key makes the waiting actions that have it stale.
 */
export type FactKey =
  | 'accounts'
  | 'action'
  | 'actions'
  | 'apId'
  | 'approved'
  | 'confirmed'
  | 'expires'
  | 'followed'
  | 'follower'
  | 'id'
  | 'lasts'
  | 'lock'
  | 'mail'
  | 'mark'
  | 'not_undone'
  | 'note'
  | 'on'
  | 'operation'
  | 'outlasts'
  | 'person'
  | 'post'
  | 'report'
  | 'reports'
  | 'request'
  | 'until'
  | 'uses'
  | 'visibility';

export type Facts = Readonly<Partial<Record<FactKey, Json>>>;

/** What can differ between two plans of the same request, among the parts of the plan hash. */
export type Difference = FactKey | 'target' | 'role';

/** The parts of a plan that its hash is made of. */
export interface Bound {
  readonly target: string;
  /** Replaces the target, where people may change the name of it. */
  readonly identity?: string | undefined;
  readonly role?: string | undefined;
  readonly facts: Facts;
}

/** What identifies the target. */
export const identityOf = ({ identity, target }: Pick<Bound, 'identity' | 'target'>): string =>
  identity ?? target;

/** Lists the parts of the plan hash in which two plans of the same request differ. */
export function differencesBetween(before: Bound, now: Bound): Difference[] {
  const keys = new Set(Object.keys({ ...before.facts, ...now.facts }) as FactKey[]);
  return [
    ...(identityOf(before) === identityOf(now) ? [] : (['target'] as const)),
    ...(before.role === now.role ? [] : (['role'] as const)),
    ...[...keys].filter((key) => !isDeepStrictEqual(before.facts[key], now.facts[key])).toSorted(),
  ];
}
