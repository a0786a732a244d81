import type { Action } from '../../../entities/steward/index.ts';

export type ActionState = Action['state'];

/**
 * The life of an action: from which states it comes to each. `new` stands for an action that has no row yet. No state is written
 * in another way.
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

/** The states from which an action comes to `To`. */
export type SourceOf<To extends ActionState> = Exclude<Sources[To][number], 'new'>;

/** The states to which an action comes from each of `From`. */
export type TargetOf<From extends ActionState | 'new'> = {
  [To in ActionState]: [From] extends [Sources[To][number]] ? To : never;
}[ActionState];
