import type { ActionEvent } from '../../actions/index.ts';
import { joinTexts, oneLine, person, type Text, text } from '../../text/text.ts';

/** What is said of an event, after who did it and before when. */
const words: Readonly<Record<string, string>> = {
  'action.proposed': 'asked',
  'action.vote': 'agreed',
  'action.approved': 'agreed',
  'action.retried': 'had it tried again',
  'action.denied': 'denied it',
  'action.cancelled': 'cancelled it',
  'action.undone': 'undid it',
  'action.kept': 'made it last',
};

/** Events that nobody in particular brings about. */
const endings: Readonly<Record<string, string>> = {
  'action.done': 'done',
  'action.begun': 'begun, batch by batch',
  'action.following': 'done, and Akkoma goes on with it',
  'action.held': 'held back by the lock',
  'action.waiting': 'waits for another act on the same accounts',
  'action.superseded': 'not undone by itself, since later actions decided about it',
  'action.failed': 'failed',
  'action.stale': 'out of date',
  'action.expired': 'expired',
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
  if (event === 'action.kept' && reason !== null) return [text`• could not be undone by itself ${at}`];
  const word = words[event];
  if (word !== undefined) {
    const why =
      event === 'action.denied' && reason !== null ? text`: ${oneLine(reason, mostOfReason)}` : text``;
    return [text`• ${person(actorId, actorName)} ${[word]} ${at}${why}`];
  }
  const ending = endings[event];
  return ending === undefined ? [] : [text`• ${[ending]} ${at}`];
}
