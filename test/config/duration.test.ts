import fc from 'fast-check';
import { expect, test } from 'vitest';
import { duration, durationInWords, millisecondsIn } from '../../src/text/duration.ts';

const day = 86_400_000;
const upToAMonth = duration({ min: '1s', max: '30d' });

test.for([
  ['1s', 1_000, '1 second'],
  ['90s', 90_000, '1 minute, 30 seconds'],
  ['30m', 1_800_000, '30 minutes'],
  ['1.5h', 5_400_000, '1 hour, 30 minutes'],
  ['24H', day, '1 day'],
  [' 7 days ', 7 * day, '7 days'],
  ['2w', 14 * day, '14 days'],
] as const)('a duration is parsed as typed, and printed in whole words: %s', ([typed, length, words]) => {
  const kept = upToAMonth.parse(typed);

  expect(millisecondsIn(kept)).toBe(length);
  expect(durationInWords(length)).toBe(words);
});

test.for([
  '',
  '7',
  '1e3s',
  'h',
  '7 d h',
  '1mo',
  '٧d',
  'a week',
  '0s',
  '31d',
  '-1d',
  '1 month',
  '999999999d',
  '6y',
])('an invalid duration is refused: %s', (typed) => {
  expect(upToAMonth.safeParse(typed)).toMatchObject({
    success: false,
    error: { issues: [{ message: expect.stringMatching(/^must be /) }] },
  });
});

test.for(['1M', '3 M'])('a capital M could mean minutes or months, and is refused: %s', (typed) => {
  expect(upToAMonth.safeParse(typed).error?.issues[0]?.message).toBe(
    'must be a number and a unit (s, m, h, d or w), such as 30m, 12h, 7d or 2w; m is minutes',
  );
});

test('a duration of more than 30 characters is refused', () => {
  expect(upToAMonth.safeParse(`${'1'.repeat(30)}s`).error?.issues[0]?.message).toBe(
    'must have at most 30 characters',
  );
});

test('the shortest and the longest allowed duration are accepted', () => {
  const narrow = duration({ min: '30m', max: '2h' });

  expect(narrow.safeParse('30m').success).toBe(true);
  expect(narrow.safeParse('2h').success).toBe(true);
  expect(narrow.safeParse('7201s').error?.issues[0]?.message).toBe('must be between 30 minutes and 2 hours');
});

test.for([0, 999])('%i milliseconds are printed as 0 seconds', (length) => {
  expect(durationInWords(length)).toBe('0 seconds');
});

test('an accepted duration is accepted again, and is within its bounds', () => {
  const accepted = fc.tuple(
    fc.integer({ min: 0, max: 3_000_000 }),
    fc.constantFrom('s', ' min', 'h', 'd', 'w', 'y'),
  );
  fc.assert(
    fc.property(accepted, ([count, unit]) => {
      const parsed = upToAMonth.safeParse(`${count}${unit}`);
      if (!parsed.success) return;
      expect(upToAMonth.parse(parsed.data)).toBe(parsed.data);
      expect(millisecondsIn(parsed.data)).toBeGreaterThanOrEqual(1_000);
      expect(millisecondsIn(parsed.data)).toBeLessThanOrEqual(30 * day);
    }),
  );
});
