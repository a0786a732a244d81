import { expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { pastTime } from '../../src/command/index.ts';

const since = pastTime('since');
const kept = (typed: string): string | undefined => since.safeParse(typed).data;

test.for([
  ['2h', 7_200_000],
  ['7d', 604_800_000],
  ['90 minutes', 5_400_000],
  [' 1.5 h ', 5_400_000],
  ['1.25h', 4_500_000],
] as const)('%j means %i milliseconds ago', ([typed, ago]) => {
  const earliest = Date.now() - ago;
  const time = new Date(kept(typed) ?? '').getTime();

  expect(time).toBeGreaterThanOrEqual(earliest);
  expect(time).toBeLessThanOrEqual(Date.now() - ago);
});

test.for([
  ['2026-04-05', '2026-04-05T00:00:00.000Z'],
  ['2026-04-05T10:30', '2026-04-05T10:30:00.000Z'],
  ['2026-04-05 10:30:15', '2026-04-05T10:30:15.000Z'],
  ['2026-04-05T10:30Z', '2026-04-05T10:30:00.000Z'],
  ['2026-04-05T10:30+02:00', '2026-04-05T08:30:00.000Z'],
  ['2026-04-05T10:30+0200', '2026-04-05T08:30:00.000Z'],
  ['2026-04-05 10:30:15.25', '2026-04-05T10:30:15.250Z'],
  ['1970-01-01', '1970-01-01T00:00:00.000Z'],
] as const)('%s is %s, in UTC unless it says otherwise', ([typed, time]) => {
  expect(kept(typed)).toBe(time);
});

test('the time zone of the machine does not change that', () => {
  const { TZ } = process.env;
  onTestFinished(() => {
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
  });
  process.env.TZ = 'Asia/Tokyo';

  expect(kept('2026-04-05')).toBe('2026-04-05T00:00:00.000Z');
  expect(kept('2026-04-05T10:30')).toBe('2026-04-05T10:30:00.000Z');
});

test('a stored time is parsed again as it is, at any later time', () => {
  const once = kept('2h') ?? '';
  expect(once).toMatch(/Z$/);
  expect(kept(once)).toBe(once);
});

test.for([
  '',
  '7',
  'yesterday',
  '2h ago',
  '2026-13-01',
  '2026-02-30T25:00',
  '-2h',
  '999999999y',
  '9999-01-01',
  'in 2h',
  '2h!',
  '2 parsecs',
  'on 2026-04-05',
  '2026-04-05 or so',
  '1969-12-31',
])('%j is not a time in the past', (typed) => {
  expect(since.safeParse(typed).success).toBe(false);
});

test.for([
  ['soon', 'use an age or a date, such as 30m, 12h, 7d, 2w or 2027-04-05'],
  ['9999-12-31T23:59-10:00', 'use an age or a date, such as 30m, 12h, 7d, 2w or 2027-04-05'],
  ['10000-01-01', 'use an age or a date, such as 30m, 12h, 7d, 2w or 2027-04-05'],
  ['9999-12-31', 'must be in the past'],
  ['x'.repeat(41), 'must have at most 40 characters'],
] as const)('%s is refused with: %s', ([typed, fault]) => {
  expect(since.safeParse(typed).error?.issues[0]?.message).toBe(fault);
});

test('the present moment counts as past', () => {
  vi.useFakeTimers({ now: new Date('2027-04-05T06:07:08Z'), toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());

  expect(kept('2027-04-05T06:07:08Z')).toBe('2027-04-05T06:07:08.000Z');
  expect(kept('2027-04-05T06:07:09Z')).toBeUndefined();
});

test('a past time is an option like others', () => {
  expect(z.toJSONSchema(since, { io: 'input' })).toMatchObject({
    type: 'string',
    maxLength: 40,
    description: 'since',
  });
});
