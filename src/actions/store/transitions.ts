import type { Action } from '../../../entities/steward/index.ts';

export type ActionState = Action['state'];

/**
 * For each state, the states from which an action can reach it. `new` is an action without a row. Every write of the
 * state goes by this table.
 */
export const sources = {
  proposed: ['new'],
  approved: ['proposed', 'running', 'failed'],
  denied: ['proposed'],
  cancelled: ['proposed', 'approved'],
  expired: ['proposed', 'approved'],
  running: ['new', 'proposed', 'approved'],
  following: ['running'],
  done: ['running', 'following'],
  undone: ['done', 'following'],
  stale: ['proposed', 'approved', 'running'],
  failed: ['new', 'proposed', 'approved', 'running'],
} as const satisfies Readonly<Record<ActionState, readonly (ActionState | 'new')[]>>;

type Sources = typeof sources;

/** The states from which an action can reach `To`. */
export type SourceOf<To extends ActionState> = Exclude<Sources[To][number], 'new'>;

/** The states that an action can reach from each of `From`. */
export type TargetOf<From extends ActionState | 'new'> = {
  [To in ActionState]: [From] extends [Sources[To][number]] ? To : never;
}[ActionState];
