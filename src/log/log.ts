import { type DestinationStream, type Logger, pino } from 'pino';
import { logFields } from './log-context.ts';

/**
 * Logs lines of JSON to standard error. Errors are reduced to fields that cannot contain user data: the ORM puts whole
 * statements with their values into its messages, and PostgreSQL puts key values into `detail`. Each line has the
 * fields of the log context.
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

/** Returns the name of an error and its code, if it has one: what is known of it without any user data. */
export function nameAndCodeOf(error: unknown): { readonly name: string; readonly code?: string | number } {
  if (!isLikeAnError(error)) return { name: typeof error };
  const { name = 'Error', code } = error;
  return { name, ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}) };
}

/** The type of an error, its code, its stack frames, and the same of its cause. */
function describeError(error: unknown): unknown {
  const { name, ...code } = nameAndCodeOf(error);
  if (!isLikeAnError(error)) return { type: name };
  const { status } = error;
  return {
    type: name,
    ...code,
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

/** Errors, and the plain-object copies of errors that pg-boss reports. */
const isLikeAnError = (error: unknown): error is LikeAnError =>
  error instanceof Error ||
  (typeof error === 'object' && error !== null && 'stack' in error && typeof error.stack === 'string');

/**
 * A stack begins with the message, which may contain lines that look like frames: only lines that end with a source
 * position count.
 */
const framesOf = (error: LikeAnError): string[] =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at .*(:\d+:\d+|<anonymous>)\)?$/.test(line))
    .map((line) => line.trim());
