import { expect, test } from 'vitest';
import type { StoredPlan } from '../../src/actions/index.ts';
import { differencesOf } from '../../src/command/card/differences.ts';
import { plain } from '../../src/text/text.ts';

const agreed: StoredPlan = {
  target: 'spam.example',
  counts: { accounts_to_deactivate: 21, local_followers_unsubscribed: 3 },
  samples: ['bob', 'erin'],
  warnings: [],
  facts: { accounts: '17', id: 'A1' },
};

test.for<[string, Partial<StoredPlan>, string[]]>([
  ['another target', { target: 'ham.example' }, ['Target: spam.example → ham.example']],
  [
    'another number',
    { counts: { accounts_to_deactivate: 22, local_followers_unsubscribed: 3 } },
    ['Accounts deactivated: 21 → 22'],
  ],
  ['which accounts', { facts: { accounts: '18', id: 'A1' } }, ['Differs now: the accounts']],
  [
    'several things that an approval is bound to',
    { role: 'admin', facts: { accounts: '18', id: 'A2' } },
    ['Differs now: its role on the instance, the accounts, the account behind the name'],
  ],
  [
    'something that was not there',
    { counts: { ...agreed.counts, posts: 1 } },
    ['Posts, private ones included: 0 → 1'],
  ],
  ['something that is gone', { counts: { accounts_to_deactivate: 21 } }, ['Local followers removed: 3 → 0']],
  ['other accounts', { samples: ['bob', 'mo'] }, ['Includes now: bob, mo']],
  [
    'nobody any more',
    { samples: [], counts: { accounts_to_deactivate: 0, local_followers_unsubscribed: 3 } },
    ['Accounts deactivated: 21 → 0'],
  ],
  ['nothing that was shown', {}, ['Difference: The same numbers, but other accounts or values.']],
  [
    'accounts that were shown, by which nobody is named now',
    { samples: [] },
    ['Difference: The same numbers, but other accounts or values.'],
  ],
  [
    'all of it',
    {
      target: 'ham.example',
      counts: { accounts_to_deactivate: 1, local_followers_unsubscribed: 1 },
      samples: ['mo'],
    },
    [
      'Target: spam.example → ham.example',
      'Accounts deactivated: 21 → 1',
      'Local followers removed: 3 → 1',
      'Includes now: mo',
    ],
  ],
])(
  'an approved plan is shown beside the present plan in the places where they differ: %s',
  ([, differs, fields]) => {
    const shown = differencesOf(agreed, { ...agreed, ...differs });

    expect(shown.map(({ name, value }) => `${name}: ${plain(value)}`)).toEqual(fields);
  },
);

test('a part that only another version knows is named as such', () => {
  const stored = { ...agreed, facts: { ...agreed.facts, changes: ['locked'] } };

  expect(differencesOf(stored, agreed).map(({ value }) => plain(value))).toEqual([
    'what another version of Steward compared',
  ]);
});

test('a target that only has another name is no difference', () => {
  const named = { ...agreed, identity: '17', counts: {}, target: 'mo' };

  expect(differencesOf(named, { ...named, target: 'moe', counts: { posts: 1 } })).toHaveLength(1);
});

test('numbers are shown side by side', () => {
  expect(differencesOf(agreed, { ...agreed, counts: {} }).map(({ inline }) => inline)).toEqual([true, true]);
});

test('where the previous version stored the plan, the facts that it did not store are not compared', () => {
  expect(differencesOf({ ...agreed, facts: null }, { ...agreed, target: 'ham.example' })).toHaveLength(1);
});
