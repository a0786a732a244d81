import { expect, test } from 'vitest';
import type { RefreshState } from '../../src/actions/index.ts';
import { refreshInWords } from '../../src/command/index.ts';
import { plain } from '../../src/text/text.ts';

const now = new Date('2027-04-05T06:07:08Z');
const inHalfAMinute = '2027-04-05T06:07:38.000Z';
const untaken = { state: 'untaken', accounts: 1, untaken: 1, expires: false, signed_out: 0 } as const;
const expiring = { ...untaken, expires: true, expires_at: inHalfAMinute } as const;

test.for<[string, RefreshState, string]>([
  ['it reloads the account', { ...untaken, state: 'pending' }, 'Reloading.'],
  ['it has reloaded it', { ...untaken, state: 'taken', untaken: 0 }, 'In effect.'],
  [
    'it keeps the account until it is restarted',
    untaken,
    'Not reloaded. This takes effect when Akkoma is restarted.',
  ],
  [
    'its copy expires',
    expiring,
    `Not reloaded. In effect when Akkoma's cached copy expires: ${inHalfAMinute}.`,
  ],
  ['its copy has expired', { ...expiring, expires_at: '2027-04-05T06:07:08.000Z' }, 'In effect.'],
  ['an older version stored when', { ...untaken, expires: true }, 'In effect.'],
  [
    'it has reloaded some of the accounts',
    { ...untaken, accounts: 3, untaken: 2, signed_out: 2 },
    'Not reloaded for 2 of 3 accounts. This takes effect when Akkoma is restarted. Their sessions were ended so that nobody can use them.',
  ],
])('whether Akkoma’s server uses a change, where %s', ([, state, words]) => {
  expect(plain(refreshInWords(state, now))).toBe(words);
});
