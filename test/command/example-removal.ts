import type { z } from 'zod';
import type { removalProgress } from '../../src/operations/instance/follow-removal.ts';

/** The progress of a removal of which nothing is left, in any state. */
export const removal = {
  phase: 'removal',
  closed_later: false,
  activities_left: 0,
  follows_left: 0,
  left: 0,
  activities_at_start: 15,
  follows_at_start: 10,
  enqueued: 0,
  fruitless: 0,
  left_before: 15,
  waiting_since: null,
} as const satisfies Omit<z.input<typeof removalProgress>, 'state'>;
