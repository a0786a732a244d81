import { type DestinationStream, type Logger, pino } from 'pino';
import { logFields } from './log-context.ts';

/**
 * Lines of JSON on standard error. Errors are cut down to what cannot hold a value of a user's: the ORM puts whole
 * statements, values and all, into its messages, and PostgreSQL puts key values into `detail`. Each line says what the work
 * was about in the course of which it was written.
 */
export function createLog(
  level: string,
  destination: DestinationStream = pino.destination({ dest: 2, sync: true }),
): Logger {
  return pino(
    {
      level,
      mixin: logFields,
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
  if (!isLikeAnError(error)) return { type: typeof error };
  const { name = 'Error', code, status } = error;
  return {
    type: name,
    ...(code === undefined ? {} : { code }),
    ...(status === undefined ? {} : { status }),
    at: framesOf(error),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

interface LikeAnError extends Pick<Error, 'stack' | 'cause'> {
  readonly name?: string;
  readonly code?: unknown;
  readonly status?: unknown;
}

/** Errors, and the copies of errors that pg-boss reports, which are plain objects. */
const isLikeAnError = (error: unknown): error is LikeAnError =>
  error instanceof Error ||
  (typeof error === 'object' && error !== null && 'stack' in error && typeof error.stack === 'string');

/** A stack begins with the message, of which a line may read as a frame: only what ends with a place in a file is one. */
const framesOf = (error: LikeAnError): string[] =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at .*(:\d+:\d+|<anonymous>)\)?$/.test(line))
    .map((line) => line.trim());
