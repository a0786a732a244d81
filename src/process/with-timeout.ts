import { setTimeout } from 'node:timers/promises';

/**
 * The result of the work if it arrives within the given number of milliseconds, and otherwise `late`. The work itself
 * continues.
 */
export async function withTimeout<Result, Late>(
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
