import { expect, test } from 'vitest';
import type { StoredPlan } from '../../src/actions/index.ts';
import { differencesOf } from '../../src/command/card/differences.ts';
import { plain } from '../../src/text/text.ts';

const agreed: StoredPlan = {
  target: 'spam.example',
  counts: { accounts: 21, 'local followers': 3 },
  samples: ['bob', 'erin'],
  warnings: [],
};

test.for<[string, Partial<StoredPlan>, string[]]>([
  ['another target', { target: 'ham.example' }, ['Target: spam.example → ham.example']],
  ['another number', { counts: { accounts: 22, 'local followers': 3 } }, ['Accounts: 21 → 22']],
  ['something that was not there', { counts: { ...agreed.counts, posts: 1 } }, ['Posts: 0 → 1']],
  ['something that is gone', { counts: { accounts: 21 } }, ['Local followers: 3 → 0']],
  ['other accounts', { samples: ['bob', 'mo'] }, ['Among them now: bob, mo']],
  ['nobody any more', { samples: [], counts: { accounts: 0, 'local followers': 3 } }, ['Accounts: 21 → 0']],
  ['nothing that was shown', {}, ['Difference: The same numbers, but not the same accounts or values.']],
  [
    'accounts that were shown, by which nobody is named now',
    { samples: [] },
    ['Difference: The same numbers, but not the same accounts or values.'],
  ],
  [
    'all of it',
    { target: 'ham.example', counts: { accounts: 1, 'local followers': 1 }, samples: ['mo'] },
    [
      'Target: spam.example → ham.example',
      'Accounts: 21 → 1',
      'Local followers: 3 → 1',
      'Among them now: mo',
    ],
  ],
])(
  'what was agreed to is shown beside what would happen now where that differs: %s',
  ([, differs, fields]) => {
    const shown = differencesOf(agreed, { ...agreed, ...differs });

    expect(shown.map(({ name, value }) => `${name}: ${plain(value)}`)).toEqual(fields);
  },
);

test('numbers stand side by side', () => {
  expect(differencesOf(agreed, { ...agreed, counts: {} }).map(({ inline }) => inline)).toEqual([true, true]);
});
