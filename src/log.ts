import { type DestinationStream, type Logger, pino } from 'pino';
import { inLog } from './matter.ts';

/**
 * Lines of JSON on standard error. Errors are cut down to what cannot hold a value of a user's: the ORM puts whole
 * statements, values and all, into its messages, and PostgreSQL puts key values into `detail`. Each line says what the work was about in the course of which it was written.
 */
export function createLog(
  level: string,
  destination: DestinationStream = pino.destination({ dest: 2, sync: true }),
): Logger {
  return pino(
    {
      level,
      mixin: inLog,
      serializers: { err: describeError },
      redact: {
        paths: ['*.token', '*.password', '*.args', 'token', 'password', 'args'],
        censor: '[redacted]',
      },
    },
    destination,
  );
}

/** The kind of an error, its code, where it came from, and likewise what caused it. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, status } = error as { code?: unknown; status?: unknown };
  return {
    type: error.name,
    ...(code === undefined ? {} : { code }),
    ...(status === undefined ? {} : { status }),
    at: framesOf(error),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

/** A stack begins with the message, of which a line may read as a frame: only what ends with a place in a file is one. */
const framesOf = (error: Error): string[] =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at .*(:\d+:\d+|<anonymous>)\)?$/.test(line))
    .map((line) => line.trim());
