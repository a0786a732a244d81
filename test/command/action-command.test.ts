import { describe, expect, test } from 'vitest';
import { cancelled } from '../../src/command/index.ts';
import { Invalid } from '../../src/text/errors.ts';
import { text } from '../../src/text/text.ts';
import { ada, shown, wave } from './example.ts';
import { helpful } from './helpful-context.ts';

test('a command passes its arguments on with its caller, and answers with the outcome', async () => {
  const { asked, context } = helpful();

  const reply = await wave().prepare({ nickname: 'lain', loud: true, reason: 'for fun' })(context);

  expect(asked).toMatchObject([
    {
      performed: {
        operation: { name: 'user.wave' },
        args: { nickname: 'lain', loud: true },
        reason: 'for fun',
        caller: ada,
        interactionId: 'i1',
        interactionToken: 't1',
        visibility: 'public',
        secret: null,
        refuseUnconfirmed: 'risky',
      },
    },
  ]);
  expect(asked[0]?.performed).toHaveProperty('args', { nickname: 'lain', loud: true });
  expect(shown(reply)).toEqual({
    tone: 'done',
    title: 'Done',
    line: 'Waved at lain.',
    fields: ['Reason: for fun', 'Seen by: 2', 'Note: It is loud.'],
    footer: 'Action 7',
  });
  expect(reply).toMatchObject({
    card: { actionId: 7, buttons: [] },
    data: { action: 7, outcome: { nickname: 'lain' }, link: 'https://social.test/x' },
  });
});

test('a reason may be left out, and none is invented', async () => {
  const { asked, context } = helpful();

  const reply = await wave({ reply: () => ({ line: text`Waved.` }) }).prepare({ nickname: 'lain' })(context);

  expect(asked).toMatchObject([{ performed: { reason: null, args: { nickname: 'lain', loud: false } } }]);
  expect(shown(reply).fields).toEqual(['Note: It is loud.']);
});

test('a secret argument is passed on, and a private answer stays private', async () => {
  const { asked, context } = helpful();

  await wave({ visibility: 'private' }).prepare({ nickname: 'lain' })({ ...context, secret: 'hunter2' });

  expect(asked).toMatchObject([{ performed: { secret: 'hunter2', visibility: 'private' } }]);
});

test('arguments that default to the caller are filled in', async () => {
  const { asked, context } = helpful();
  const command = wave({ complete: (args, { caller }) => ({ ...args, nickname: caller.name }) });

  await command.prepare({ nickname: 'me' })(context);

  expect(asked).toMatchObject([{ performed: { args: { nickname: 'ada' } } }]);
});

test('a revealed secret is part of the caller’s answer', async () => {
  const { context } = helpful();
  const command = wave({ reply: (_outcome, { link = '' }) => ({ line: text`See ${link}.` }) });

  expect(shown(await command.prepare({ nickname: 'lain' })(context)).line).toBe('See https://social.test/x.');
});

test.for([
  [{ nickname: '' }, /nickname: must not be empty/],
  [{}, /nickname: /],
  [{ nickname: 'lain', reason: 'x'.repeat(1_001) }, /reason: must have at most 1000 characters/],
  [{ nickname: 'lain', reason: 'a\0b' }, /Invalid reason: must not contain NUL/],
  [{ nickname: 'lain', dry_run: 'perhaps' }, /dry_run: /],
  [
    { nickname: 'lain', nick: 'x', name: 'y' },
    /^Invalid nick: this command has no such option\.\nInvalid name: this command has no such option\.$/,
  ],
  [
    { nickname: 'a b', reason: 'a\0b' },
    /Invalid nickname: must be one word.*\nInvalid reason: must not contain/,
  ],
] as const)(
  'invalid arguments are refused before anything is done, all of them in one answer: %j',
  ([raw, sentence]) => {
    expect(() => wave().prepare(raw)).toThrow(Invalid);
    expect(() => wave().prepare(raw)).toThrow(sentence);
  },
);

test('a reason may be long, and an option may be left undefined', () => {
  expect(() =>
    wave().prepare({ nickname: 'lain', reason: 'x'.repeat(1_000), loud: undefined }),
  ).not.toThrow();
  expect(() => wave().prepare({ nickname: 'lain', reason: '' })).not.toThrow();
});

test('where a command requires a reason, an empty one does not count', () => {
  const command = wave({ needsReason: true });

  expect(command.options.find(({ name }) => name === 'reason')?.required).toBe(true);
  expect(() => command.prepare({ nickname: 'lain' })).toThrow(/reason: /);
  expect(() => command.prepare({ nickname: 'lain', reason: '' })).toThrow('reason: must not be empty');
  expect(() => command.prepare({ nickname: 'lain', reason: 'x' })).not.toThrow();
});

test('every command that changes something takes a reason and a dry run in addition to its own options', () => {
  expect(wave().options.map(({ name, description, required }) => [name, description, required])).toEqual([
    ['nickname', 'Nickname, such as lain, or bob@remote.example for a remote account', true],
    ['loud', 'So that everybody hears', false],
    ['reason', 'Reason, for the audit log', false],
    ['dry_run', 'Show what would happen and change nothing', false],
  ]);
});

test('an action that was cancelled by a button is named by its number', () => {
  expect(shown(cancelled(7))).toEqual({
    tone: 'refused',
    line: 'Cancelled. Nothing was changed.',
    fields: [],
    footer: 'Action 7',
  });
});

describe('a command definition', () => {
  test('takes its properties from its operation, and by default is neither private nor asks', () => {
    expect(wave()).toMatchObject({
      name: 'wave',
      description: 'Wave at an account',
      example: 'user wave lain',
      tier: 'routine',
      asks: false,
      visibility: 'public',
      secretArgs: [],
      operation: 'user.wave',
      kind: 'action',
      who: undefined,
      secretLabel: null,
    });
    expect(wave({ who: 'Whoever likes' }, { tier: 'sensitive', secretArgs: ['nickname'] })).toMatchObject({
      tier: 'sensitive',
      asks: false,
      secretArgs: ['nickname'],
      who: 'Whoever likes',
    });
  });

  test('asks where its operation is destructive, unless it says otherwise', () => {
    expect(wave({}, { tier: 'destructive' }).asks).toBe(true);
    expect(wave({ asks: false }, { tier: 'destructive' }).asks).toBe(false);
    expect(wave({ asks: true }).asks).toBe(true);
  });
});
