import type { ActionEvent, AuditEvent } from '../../actions/index.ts';
import { joinTexts, oneLine, person, type Text, text } from '../../text/text.ts';

/**
 * What is said of an event: by whom, where a person brings it about; and null where the card tells nothing of it. What was
 * approved once more, by a retry, has an event of its own here.
 */
const words: Readonly<Record<AuditEvent | 'action.retried', { by?: string; alone?: string } | null>> = {
  'action.proposed': { by: 'asked' },
  'action.vote': { by: 'agreed' },
  'action.approved': { by: 'agreed' },
  'action.retried': { by: 'had it tried again' },
  'action.denied': { by: 'denied it' },
  'action.cancelled': { by: 'cancelled it' },
  'action.undone': { by: 'undid it' },
  'action.kept': { by: 'made it last', alone: 'could not be undone by itself' },
  'action.done': { alone: 'done' },
  'action.begun': { alone: 'begun, batch by batch' },
  'action.following': { alone: 'done, and Akkoma goes on with it' },
  'action.held': { alone: 'held back by the lock' },
  'action.waiting': { alone: 'waits for another act on the same accounts' },
  'action.superseded': { alone: 'not undone by itself, since later actions decided about it' },
  'action.failed': { alone: 'failed' },
  'action.stale': { alone: 'out of date' },
  'action.expired': { alone: 'expired' },
  'action.running': null,
  'akkoma.unknown': null,
  'command.refused': null,
  'command.refused_often': null,
};

/** As many lines fit into a field of a card, whoever did what. */
const mostLines = 16;

/** As much of why somebody said no; a card has all of it in a field of its own. */
const mostOfReason = 60;

/** What happened to an action, a line each; of a long story the beginning and the end. */
export function historyOf(history: readonly ActionEvent[]): Text {
  const lines = history.flatMap(lineOf);
  const [first, ...rest] = lines;
  if (first === undefined || lines.length <= mostLines) return joinTexts(lines, '\n');
  const left = lines.length - mostLines + 1;
  return joinTexts([first, text`• … ${left} more`, ...rest.slice(left)], '\n');
}

function lineOf({ event, actorId, actorName, at, reason }: ActionEvent): Text[] {
  // Another version of Steward may have told of something else.
  const { by, alone } = (words as Readonly<Record<string, (typeof words)[AuditEvent]>>)[event] ?? {};
  const isAlone = by === undefined || (event === 'action.kept' && reason !== null);
  if (isAlone) return alone === undefined ? [] : [text`• ${[alone]} ${at}`];
  const why =
    event === 'action.denied' && reason !== null ? text`: ${oneLine(reason, mostOfReason)}` : text``;
  return [text`• ${person(actorId, actorName)} ${[by]} ${at}${why}`];
}
