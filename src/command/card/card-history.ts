import type { ActionEvent, AuditEvent } from '../../actions/index.ts';
import { joinTexts, person, type Text, text } from '../../text/text.ts';

/**
 * The words for each event: `by` follows the name of the person who caused it, `alone` stands without a name. Null: the
 * card does not show the event. The approval that a retry records is the separate event `action.retried` here.
 */
const words: Readonly<Record<AuditEvent | 'action.retried', { by?: string; alone?: string } | null>> = {
  'action.proposed': { by: 'requested it' },
  'action.vote': { by: 'approved it' },
  'action.approved': { by: 'approved it' },
  'action.retried': { by: 'retried it' },
  'action.denied': { by: 'denied it' },
  'action.cancelled': { by: 'cancelled it' },
  'action.undone': { by: 'undid it' },
  'action.kept': { by: 'made it permanent', alone: 'automatic revert failed' },
  'action.done': { alone: 'done' },
  'action.begun': { alone: 'started in batches' },
  'action.following': { alone: 'finishing in Akkoma' },
  'action.held': { alone: 'waiting until Steward is unlocked' },
  'action.waiting': { alone: 'waiting for another action on the same accounts' },
  'action.superseded': { alone: 'not reverted automatically, since later actions changed the same accounts' },
  'action.failed': { alone: 'failed' },
  'action.stale': { alone: 'out of date' },
  'action.expired': { alone: 'expired' },
  'action.running': null,
  'akkoma.unknown': null,
  'command.refused': null,
  'command.refused_often': null,
  'command.refused_more': null,
};

/** The maximum number of lines. This number fits into a field of a card for any events. */
const mostLines = 16;

/** Describes what happened to an action, one line per event. A long history keeps its first event and its last ones. */
export function historyOf(history: readonly ActionEvent[]): Text {
  const lines = history.flatMap(lineOf);
  const [first, ...rest] = lines;
  if (first === undefined || lines.length <= mostLines) return joinTexts(lines, '\n');
  const left = lines.length - mostLines + 1;
  return joinTexts([first, text`• … ${left} more`, ...rest.slice(left)], '\n');
}

function lineOf({ event, actorId, actorName, at, reason }: ActionEvent): Text[] {
  // Another version of Steward may have written an event that this one does not know.
  const { by, alone } = (words as Readonly<Record<string, (typeof words)[AuditEvent]>>)[event] ?? {};
  const isAlone = by === undefined || (event === 'action.kept' && reason !== null);
  if (isAlone) return alone === undefined ? [] : [text`• ${[alone]} ${at}`];
  return [text`• ${person(actorId, actorName)} ${[by]} ${at}`];
}
