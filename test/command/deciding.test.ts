import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineDecisionCommand } from '../../src/command/index.ts';
import { Invalid } from '../../src/text/errors.ts';
import { text } from '../../src/text/text.ts';
import { contextWith, shown } from './example.ts';

const deny = defineDecisionCommand({
  name: 'deny',
  description: 'Say no',
  example: 'action deny 12',
  who: 'Members who may approve it',
  suggest: 'actionToVoteOn',
  args: { reason: z.string().default('no reason').meta({ description: 'Why' }) },
  decide: async (_desk, action, { reason }) => text`Denied ${action}: ${reason}.`,
});

test('a decision is about the named action, and answers with its result', async () => {
  const reply = await deny.prepare({ action: 12, reason: 'no need' })(contextWith({}));

  expect(shown(reply)).toEqual({
    tone: 'done',
    line: 'Denied 12: no need.',
    fields: [],
  });
  expect(reply.data).toEqual({ action: 12 });
  expect(shown(await deny.prepare({ action: 12 })(contextWith({}))).line).toBe('Denied 12: no reason.');
});

test('a decision command changes nothing itself, and only its caller sees the answer', () => {
  expect(deny).toMatchObject({
    name: 'deny',
    description: 'Say no',
    example: 'action deny 12',
    who: 'Members who may approve it',
    visibility: 'private',
    tier: 'read',
    secretArgs: [],
    kind: 'decision',
  });
  expect(
    deny.options.map(({ name, description, required, suggest }) => [name, description, required, suggest]),
  ).toEqual([
    ['action', 'Number of the action', true, 'actionToVoteOn'],
    ['reason', 'Why', false, undefined],
  ]);
});

test.for([
  [{}, 'action: must be a whole number'],
  [{ action: 'twelve' }, 'action: must be a whole number'],
  [{ action: 1.5 }, 'action: must be a whole number'],
  [{ action: 0 }, 'action: must be the number of an action, such as 12'],
  [{ action: 1_000_000_000_000 }, 'action: must be the number of an action, such as 12'],
  [{ action: 1, votes: 1 }, 'Invalid votes: this command has no such option.'],
] as const)('%j is not an action number and is refused', ([raw, fault]) => {
  expect(() => deny.prepare(raw)).toThrow(Invalid);
  expect(() => deny.prepare(raw)).toThrow(fault);
});

test.for([1, 999_999_999_999])('%i is the number of an action', (action) => {
  expect(() => deny.prepare({ action })).not.toThrow();
});
