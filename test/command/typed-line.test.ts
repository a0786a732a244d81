import { expect, test } from 'vitest';
import { z } from 'zod';
import { catalogue } from '../../commands/index.ts';
import {
  auditFieldsOfRefusal,
  createCatalogue,
  defineActionCommand,
  nickname,
} from '../../src/command/index.ts';
import { typedLine } from '../../src/command/typed-line.ts';
import { shown } from '../../src/console/shown.ts';
import { limits } from '../../src/discord/messages/limits.ts';
import { markdown } from '../../src/discord/messages/markdown.ts';
import type { Operation } from '../../src/operations/index.ts';
import { duration } from '../../src/text/duration.ts';
import { plain, text } from '../../src/text/text.ts';
import { wave, waving } from './example.ts';

const secretive = wave({}, { secretArgs: ['nickname'] });

test('a command line can be typed again as it is shown, except for its secret arguments', () => {
  const catalogue = createCatalogue([
    { name: 'user', description: 'Accounts', commands: [wave()] },
    { name: 'secret', description: 'Accounts', commands: [{ ...secretive, operation: 'secret.wave' }] },
  ]);
  const line = (operation: string, args: unknown) => {
    const entry = catalogue.byOperation(operation);
    return entry === undefined ? undefined : plain(typedLine(entry, args));
  };

  expect(line('user.wave', { nickname: 'lain', loud: true })).toBe('/user wave nickname:lain loud:true');
  expect(line('user.wave', { nickname: 'lain', loud: false, reason: null })).toBe('/user wave nickname:lain');
  // `times` is no option of the command.
  expect(line('user.wave', { nickname: 'lain', times: 3 })).toBe('/user wave nickname:lain');
  expect(line('user.wave', null)).toBe('/user wave');
  expect(line('secret.wave', { nickname: 'lain', loud: true })).toBe(
    '/secret wave nickname:[hidden] loud:true',
  );
});

test('what has its default value is left out of a command line, and what differs from it is shown', () => {
  const command = defineActionCommand({
    name: 'wave',
    description: 'Wave at an account',
    example: 'user wave lain',
    args: {
      nickname,
      loud: z.boolean().default(true).meta({ description: 'So that everybody hears' }),
      seen: z.boolean().optional().meta({ description: 'Whether it is seen' }),
      times: z.int().default(3).meta({ description: 'How often' }),
      tags: z.array(z.string()).optional().meta({ description: 'Tags' }),
      for: duration({ min: '1m', max: '30d' }).default('24h').meta({ description: 'Duration' }),
    },
    operation: waving() as Operation<object, { nickname: string }>,
    describe: ({ target }) => text`wave at ${target}`,
    reply: () => ({ line: text`Waved.` }),
  });
  const line = (args: object) =>
    plain(typedLine({ path: 'user wave', command }, command.definition.parse({ nickname: 'lain', ...args })));

  expect(line({})).toBe('/user wave nickname:lain');
  // An option that is neither on nor off by default changes something by being off.
  expect(line({ seen: false })).toBe('/user wave nickname:lain seen:false');
  // A jsonb column has its keys in another order.
  expect(line({ times: 0, loud: false })).toBe('/user wave nickname:lain loud:false times:0');
  expect(line({ times: 0, tags: ['a', 'b'] })).toBe('/user wave nickname:lain times:0 tags:a, b');
  expect(line({ loud: true, times: 3, for: '24h' })).toBe('/user wave nickname:lain');
  expect(line({ loud: false, times: 4, for: '7d' })).toBe(
    '/user wave nickname:lain loud:false times:4 for:7d',
  );
});

test('a long command line is cut, as code, and fits a field of a card', () => {
  const entry = { path: 'user wave', command: wave() };

  const drawn = markdown(typedLine(entry, { nickname: `**\`${'x\n'.repeat(1_000)}` }));

  expect(drawn).toMatch(/^`\/user wave nickname:\*\*ˋx( x)* ?…`$/);
  expect(drawn.length).toBeLessThanOrEqual(limits.fieldValue);
});

test('a refused command keeps its reason apart from the arguments, and no secret', () => {
  expect(auditFieldsOfRefusal(secretive, { nickname: 'lain', loud: true, reason: 'for fun' })).toEqual({
    args: { nickname: '[hidden]', loud: true },
    reason: 'for fun',
  });
  expect(auditFieldsOfRefusal(wave(), { nickname: 'lain', reason: 3 })).toEqual({
    args: { nickname: 'lain' },
    reason: null,
  });
  expect(auditFieldsOfRefusal(wave(), {})).toEqual({ args: {}, reason: null });
});

test('a person and a time in a command line are drawn as messages draw them, and the rest as code', () => {
  const by = '1084413502188232704';
  const since = '2026-04-05T10:00:00.000Z';
  const undoAll = catalogue.byOperation('action.undo_all');
  if (undoAll === undefined) throw new Error('There is no such command');

  expect(markdown(typedLine(undoAll, { by, since }))).toBe(
    `\`/action undo_all\` by: <@${by}> since: <t:${Date.parse(since) / 1000}:R>`,
  );
  // What is neither an id nor a time is shown as it was typed.
  expect(markdown(typedLine(undoAll, { by: 'system:mo', since: '2h' }))).toBe(
    '`/action undo_all by:system:mo since:2h`',
  );
});

test('in a terminal, people and times in a command line are typed as all other arguments are', () => {
  const by = '1084413502188232704';
  const shownOf = (operation: string, args: object) => {
    const entry = catalogue.byOperation(operation);
    return entry === undefined ? undefined : shown(typedLine(entry, args));
  };

  expect(shownOf('action.undo_all', { by, since: '2026-04-05T10:00:00.000Z' })).toBe(
    `steward action undo_all ${by} 2026-04-05T10:00:00.000Z`,
  );
  expect(shownOf('staff.link', { nickname: 'lain', person: by, reason: 'is new' })).toBe(
    `steward staff link lain --person ${by} --reason 'is new'`,
  );
});
