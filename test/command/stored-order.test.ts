import { expect, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { countFields, countLines } from '../../src/command/index.ts';
import type { Json } from '../../src/text/reply.ts';
import { plain } from '../../src/text/text.ts';

/** Reverses the order of all keys. A jsonb column orders them by their length. */
function reversed<Value>(value: Value): Value {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, each]) => [key, reversed(each)]),
  ) as Value;
}

const counts = { posts: 1, likes: 2, boosts: 3, reactions: 4, followers: 5, follows: 6, sessions_ended: 7 };

test('numbers have one order, that of their labels, in whatever order they are stored', () => {
  const lines = countLines(counts).map(plain);

  expect(lines[0]).toBe('posts, private ones included: 1');
  expect(countLines(reversed(counts)).map(plain)).toEqual(lines);
  expect(countFields(reversed(counts), 'Changes')).toEqual(countFields(counts, 'Changes'));
});

test.for<[string, object, Json]>([
  [
    'user.set',
    { admin: true, confirmed: false, locked: true, moderator: false },
    { changed: { admin: true, confirmed: false, locked: true } },
  ],
  ['user.rm', {}, { id: 'A1', removed: true, deleted: { posts: 1, likes: 2, boosts: 3, reactions: 4 } }],
  ['user.delete_activities', {}, { ap_id: '', until: null, posts: 1, likes: 2, boosts: 3, reactions: 4 }],
  [
    'action.undo',
    { action: 7 },
    {
      operation: 'user.rm',
      on: 'lain',
      restored: { accounts: 1, follows: 2, mails: 3, follows_ended: 4 },
      skipped: 0,
      samples: [],
      mails_sent: 0,
    },
  ],
])('an action is described in the same words after it was stored: %s', ([operation, own, outcome]) => {
  const command = catalogue.byOperation(operation)?.command;
  if (command === undefined) throw new Error(`There is no ${operation}`);
  const args = { nickname: 'lain', posts_first: true, federate_first: false, ...own };
  const plan = { target: 'lain', counts, samples: [], warnings: [], facts: null };
  const words = (order: <Value>(value: Value) => Value) => {
    const { line, fields = [] } = command.summarize(
      order({ nickname: 'lain', report_notifications_deleted: 0, ...Object(outcome) }),
    );
    return [
      command.definition.describe(plan, order(args)) ?? [],
      line,
      ...fields.map(({ value }) => value),
    ].map(plain);
  };

  expect(words(reversed)).toEqual(words((value) => value));
});
