import { expect, it } from 'vitest';
import { timestampIso, timestampWords } from '../../sandbox/page/browser/moments.ts';

const NOON = Date.UTC(2026, 4, 4, 12) / 1000;

it.each([
  [0, 'now'],
  [-59, '59 seconds ago'],
  [3600, 'in 1 hour'],
  [-86_400 * 3, '3 days ago'],
])('%i seconds away is %s', (away, words) => {
  expect(timestampWords(NOON + away, 'R', NOON * 1000)).toBe(words);
});

it('has words for a moment outside the calendar', () => {
  expect(timestampWords(9_999_999_999_999, 'f')).toBe('Invalid date');
  expect(timestampIso(9_999_999_999_999)).toBeUndefined();
});
