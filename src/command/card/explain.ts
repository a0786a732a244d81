import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import {
  isContention,
  isForbidden,
  isLockNotAvailable,
  isOutdated,
  isOutOfRoom,
  isReadOnly,
  isTimeout,
  isUnreachable,
} from '../../database/connection/failures.ts';
import { addLogContext } from '../../log/log-context.ts';
import {
  Conflict,
  Invalid,
  NotFound,
  NothingToDo,
  Refused,
  Stale,
  StewardError,
  Unavailable,
} from '../../text/errors.ts';
import { consoleCommand } from '../../text/program-name.ts';
import type { Reply } from '../../text/reply.ts';
import { bySurface, capitalized, code, plain, type Text, text } from '../../text/text.ts';

/**
 * The only place that turns an error into words for people. A `StewardError` has a sentence for the caller and is
 * not logged. Other errors are logged with a reference, which the answer to an unexpected error contains.
 */
export function explain(error: unknown, log: Logger): Reply {
  addLogContext({ outcome: outcomeOf(error) });
  if (error instanceof StewardError) {
    return errorOf(error);
  }
  const reference = randomBytes(4).toString('hex');
  log.error({ err: error, reference }, 'a command failed');
  if (isUnreachable(error)) {
    return errorReply(
      'failed',
      text`The database does not answer. Nothing was changed. Try again in a minute; if it fails again, tell the administrator of Steward.`,
      'Unavailable',
    );
  }
  if (isLockNotAvailable(error)) {
    return errorReply(
      'failed',
      text`Akkoma or another action is changing the same data. Nothing was changed. Try again in a minute.`,
      'Unavailable',
    );
  }
  if (isContention(error)) {
    return errorReply(
      'failed',
      text`The change conflicts with another one, or with a row that is there already. Nothing was changed. Try again; if it fails again, tell the administrator of Steward to run ${consoleCommand('doctor')}.`,
      'Unavailable',
    );
  }
  if (isTimeout(error)) {
    return errorReply(
      'failed',
      text`The database took too long. Nothing was changed. Try again when the server is less busy.`,
      'Unavailable',
    );
  }
  if (isForbidden(error)) {
    return errorReply(
      'failed',
      text`Steward lacks a permission in the database, usually after an upgrade of Akkoma. Nothing was changed. ${capitalized(askDoctor)}.`,
      'Unavailable',
    );
  }
  if (isOutdated(error)) {
    return errorReply(
      'failed',
      text`Akkoma's tables have changed, probably because an upgrade is running. Nothing was changed. Try again in a minute; if it fails again, ${askDoctor}.`,
      'Unavailable',
    );
  }
  if (isReadOnly(error)) {
    return errorReply(
      'failed',
      text`The database only reads at the moment, as during a failover. Nothing was changed. Try again in a minute; if it fails again, tell the administrator of Steward to run ${consoleCommand('doctor')}.`,
      'Unavailable',
    );
  }
  if (isOutOfRoom(error)) {
    return errorReply(
      'failed',
      text`The disk of the database is full. Nothing was changed. Tell the administrator of the server.`,
      'Unavailable',
    );
  }
  return errorReply(
    'failed',
    text`Something went wrong in Steward. Nothing was changed. Give this code to its administrator: ${code(reference)}.`,
    'Fault',
  );
}

/** In a terminal, the reader is the administrator. */
const askDoctor: Text = bySurface({
  inDiscord: text`tell the administrator of Steward to run ${consoleCommand('doctor')}`,
  inTerminal: text`run ${consoleCommand('doctor')}`,
});

const kinds = [Refused, Invalid, NotFound, Conflict, Stale, Unavailable];

/** Returns one of a small set of words, which can be counted. `Locked` and `Paused` count as `refused`. */
const outcomeOf = (error: unknown): string =>
  kinds.find((kind) => error instanceof kind)?.name.toLowerCase() ?? 'failed';

/** A mistake or a refusal, after which nothing is to be done, concerns the caller alone. */
const errorOf = (error: StewardError): Reply => {
  if (error instanceof NothingToDo) {
    const data = { nothing_to_do: true, message: plain(error.sentence) };
    return { tone: 'information', line: error.sentence, onlyForCaller: true, data };
  }
  const isLasting = error instanceof Stale || error instanceof Unavailable;
  return {
    ...errorReply(isLasting ? 'failed' : 'refused', error.sentence, error.name),
    ...(isLasting ? {} : { onlyForCaller: true }),
  };
};

const errorReply = (tone: 'refused' | 'failed', line: Text, kind: string): Reply => ({
  tone,
  line,
  data: { error: kind, message: plain(line) },
});
