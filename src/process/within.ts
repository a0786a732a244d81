import { setTimeout } from 'node:timers/promises';

/** The outcome of some work if it comes within so many milliseconds, and otherwise `late`; the work itself goes on. */
export async function within<Result, Late>(
  milliseconds: number,
  work: Promise<Result>,
  late: Late,
): Promise<Result | Late> {
  const calledOff = new AbortController();
  try {
    return await Promise.race([work, setTimeout(milliseconds, late, { signal: calledOff.signal })]);
  } finally {
    calledOff.abort();
  }
}
