import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import {
  isForbidden,
  isLockNotAvailable,
  isOutdated,
  isOutOfRoom,
  isTimeout,
  isUnreachable,
} from '../../database/connection/failures.ts';
import { addLogContext } from '../../log/log-context.ts';
import { Conflict, Invalid, NotFound, Refused, Stale, StewardError, Unavailable } from '../../text/errors.ts';
import type { Reply } from '../../text/reply.ts';
import { plain, type Text, text } from '../../text/text.ts';

/**
 * The only place that turns an error into words for people. A `StewardError` has a sentence for the caller and is
 * not logged. Other errors are logged with a reference, which the answer to an unexpected error contains.
 */
export function explain(error: unknown, log: Logger): Reply {
  addLogContext({ outcome: outcomeOf(error) });
  if (error instanceof StewardError) {
    return errorReply(error instanceof Refused ? 'refused' : 'failed', error.sentence, error.name);
  }
  const reference = randomBytes(4).toString('hex');
  log.error({ err: error, reference }, 'a command failed');
  if (isUnreachable(error)) {
    return errorReply(
      'failed',
      text`The database cannot be reached, and nothing was changed. Try again in a minute; if it stays so, tell whoever runs the server.`,
      'Unavailable',
    );
  }
  if (isLockNotAvailable(error)) {
    return errorReply(
      'failed',
      text`Something else, such as a job of the server, is at work on what this would change, and nothing was changed. Try again in a minute.`,
      'Unavailable',
    );
  }
  if (isTimeout(error)) {
    return errorReply(
      'failed',
      text`The database took too long, and nothing was changed. Try again when the server is less busy.`,
      'Unavailable',
    );
  }
  if (isForbidden(error)) {
    return errorReply(
      'failed',
      text`Steward lacks a permission in the database, usually because Akkoma was upgraded, and nothing was changed. Tell whoever runs Steward to grant again: "npm run console -- doctor" shows how.`,
      'Unavailable',
    );
  }
  if (isOutdated(error)) {
    return errorReply(
      'failed',
      text`Akkoma's tables have changed, probably by an upgrade that is under way, and nothing was changed. Try again in a minute; if it stays so, tell whoever runs Steward to run "npm run console -- doctor".`,
      'Unavailable',
    );
  }
  if (isOutOfRoom(error)) {
    return errorReply(
      'failed',
      text`The database has no room left on its disk, and nothing was changed. Tell whoever runs the server, and try again once there is room.`,
      'Unavailable',
    );
  }
  return errorReply(
    'failed',
    text`Something went wrong inside Steward, and nothing was changed. Tell whoever runs it to look for ${reference} in the log.`,
    'Fault',
  );
}

const kinds = [Refused, Invalid, NotFound, Conflict, Stale, Unavailable];

/** Returns one of a small set of words, which can be counted. `Locked` and `Paused` count as `refused`. */
const outcomeOf = (error: unknown): string =>
  kinds.find((kind) => error instanceof kind)?.name.toLowerCase() ?? 'failed';

const errorReply = (tone: 'refused' | 'failed', line: Text, kind: string): Reply => ({
  tone,
  line,
  data: { error: kind, message: plain(line) },
});
