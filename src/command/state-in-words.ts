import type { ActionView, AuditEvent } from '../actions/index.ts';
import type { Operations } from '../operations/index.ts';
import type { Mood } from '../text/table.ts';
import { type Text, text } from '../text/text.ts';

const states: Readonly<Record<ActionView['action']['state'], string>> = {
  proposed: 'pending',
  approved: 'approved',
  running: 'running',
  following: 'finishing in Akkoma',
  done: 'done',
  undone: 'undone',
  failed: 'failed',
  stale: 'out of date',
  denied: 'denied',
  cancelled: 'cancelled',
  expired: 'expired',
};

/**
 * The states that people can filter by, in their words. An action in batches is "running" while it is followed, and
 * so is one that Akkoma finishes.
 */
export const stateFilters = {
  pending: ['proposed'],
  approved: ['approved'],
  running: ['running', 'following'],
  done: ['done'],
  undone: ['undone'],
  failed: ['failed'],
  out_of_date: ['stale'],
  denied: ['denied'],
  cancelled: ['cancelled'],
  expired: ['expired'],
} as const satisfies Readonly<Record<string, readonly ActionView['action']['state'][]>>;

/** What decides the words for the state of an action. */
type InState = Pick<ActionView['action'], 'state'> &
  Partial<Pick<ActionView['action'], 'outcome' | 'progress'>>;

/**
 * Returns the words for the state of an action. An action that is followed is "running" while Steward works on it.
 *
 * @param operation undefined where this version of Steward does not know it.
 */
export function stateInWords(
  { state, outcome, progress }: InState,
  operation: ReturnType<Operations['get']> | undefined,
): Text {
  const isRunning =
    state === 'following' &&
    operation !== undefined &&
    operation.isLeftToAkkoma?.({ outcome, progress }) !== true;
  return [isRunning ? states.running : states[state]];
}

const moods: Readonly<Partial<Record<ActionView['action']['state'], Mood>>> = {
  proposed: 'waiting',
  approved: 'waiting',
  running: 'waiting',
  following: 'waiting',
  done: 'good',
  failed: 'bad',
};

/** The mood of a state in a table of actions. */
export const moodOf = (state: ActionView['action']['state']): Mood => moods[state] ?? 'plain';

/** The events that have other words than their names. */
const events: Readonly<Partial<Record<AuditEvent, string>>> = {
  'action.proposed': 'requested',
  'action.vote': 'approval',
  'action.held': 'waiting until Steward is unlocked',
  'action.waiting': 'waiting for another action',
  'action.begun': 'started in batches',
  'action.following': 'finishing in Akkoma',
  'action.stale': 'out of date',
  'action.kept': 'made permanent',
};

/** Returns the words for an entry of the audit log about an action. */
export function eventInWords(event: string): Text {
  const words = (events as Readonly<Record<string, string | undefined>>)[event];
  return words === undefined ? text`${event.replace('action.', '')}` : [words];
}
