import type { ActionEvent } from '../actions/index.ts';
import { joinTexts, person, type Text, text } from '../text.ts';

/** What is said of an event, after who did it and before when. */
const words: Readonly<Record<string, string>> = {
  'action.proposed': 'asked',
  'action.vote': 'agreed',
  'action.approved': 'agreed',
  'action.denied': 'denied it',
  'action.cancelled': 'cancelled it',
  'action.undone': 'undid it',
  'action.kept': 'made it last',
};

/** Events that nobody in particular brings about. */
const endings: Readonly<Record<string, string>> = {
  'action.done': 'done',
  'action.following': 'done, and Akkoma goes on with it',
  'action.failed': 'failed',
  'action.stale': 'out of date',
  'action.expired': 'expired',
};

/** What happened to an action, a line each. */
export function historyOf(history: readonly ActionEvent[]): Text {
  const lines = history.flatMap(({ event, actorId, actorName, at, reason, again }): Text[] => {
    if (event === 'action.kept' && reason !== null) return [text`• could not be undone by itself ${at}`];
    const word = again ? 'had it tried again' : words[event];
    if (word !== undefined) {
      const why = event === 'action.denied' && reason !== null ? text`: ${reason}` : text``;
      return [text`• ${person(actorId, actorName)} ${[word]} ${at}${why}`];
    }
    const ending = endings[event];
    return ending === undefined ? [] : [text`• ${[ending]} ${at}`];
  });
  return joinTexts(lines, '\n');
}
