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
    'Not in effect yet. Akkoma reloads the account by itself, at the latest after a restart.',
  ],
  [
    'its copy expires',
    expiring,
    `Not in effect yet. Akkoma reloads the account by itself: ${inHalfAMinute}.`,
  ],
  ['its copy has expired', { ...expiring, expires_at: '2027-04-05T06:07:08.000Z' }, 'In effect.'],
  ['an older version stored when', { ...untaken, expires: true }, 'In effect.'],
  [
    'it has reloaded some of the accounts',
    { ...untaken, accounts: 3, untaken: 2, signed_out: 2, names: ['lain', 'bob'] },
    'Not in effect yet for 2 of 3 accounts: lain, bob. Akkoma reloads them by itself, at the latest after a restart. Their sessions were ended so that nobody can use them.',
  ],
  [
    'it has reloaded none of many accounts',
    { ...expiring, accounts: 23, untaken: 23, names: ['a', 'b', 'c'] },
    `Not in effect yet for 23 accounts: a, b, c and 20 more. Akkoma reloads them by itself: ${inHalfAMinute}.`,
  ],
  [
    'an older version stored no names',
    { ...untaken, accounts: 3, untaken: 2 },
    'Not in effect yet for 2 of 3 accounts. Akkoma reloads them by itself, at the latest after a restart.',
  ],
])('whether Akkoma’s server uses a change, where %s', ([, state, words]) => {
  expect(plain(refreshInWords(state, now))).toBe(words);
});
