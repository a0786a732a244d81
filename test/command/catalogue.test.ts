import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  type Command,
  createCatalogue,
  defineDecisionCommand,
  defineQueryCommand,
  entriesFor,
  operationName,
  roleFor,
  undoInWords,
  whatFirst,
} from '../../src/command/index.ts';
import { suggestActionCommands, suggestCommands } from '../../src/command/manual.ts';
import type { Tier } from '../../src/operations/index.ts';
import { plain, text } from '../../src/text/text.ts';
import { wave } from './example.ts';

const list = defineQueryCommand({
  name: 'list',
  description: 'List accounts',
  example: 'user list',
  visibility: 'private',
  args: z.object({}),
  read: async () => ({ tone: 'information', line: text`None.`, data: null }),
});
const help = { ...list, name: 'help' };
const keep = defineDecisionCommand({
  name: 'keep',
  description: 'Keep it',
  example: 'action keep 12',
  who: 'The requester',
  suggest: 'actionToKeep',
  args: {},
  decide: async () => text`Kept.`,
});
const greet = wave();
const shout = wave(
  { name: 'shout' },
  { name: 'user.shout', tier: 'destructive', undo: { impossible: text`A wave is a wave.` } },
);

const catalogue = createCatalogue(
  [
    { name: 'user', description: 'Accounts', commands: [list, greet, shout] },
    { name: 'action', description: 'Actions', commands: [keep] },
  ],
  [help],
);

const everything = () => true;
const harmless = (tier: Tier) => tier !== 'destructive';

test('a command is found by its path, and by nothing else', () => {
  expect(catalogue.find('user', 'wave')).toEqual({ path: 'user wave', command: greet });
  expect(catalogue.find('help')).toEqual({ path: 'help', command: help });
  expect(catalogue.find('help', null)?.command).toBe(help);
  expect(catalogue.find('wave')).toBeUndefined();
  expect(catalogue.find('user')).toBeUndefined();
  expect(catalogue.find('user', 'help')).toBeUndefined();
});

test('a command is found by its operation, with its path', () => {
  expect(catalogue.byOperation('user.wave')).toEqual({ path: 'user wave', command: greet });
  expect(catalogue.byOperation('user.shout')?.path).toBe('user shout');
  expect(catalogue.byOperation('user.list')).toBeUndefined();
});

test('the catalogue knows the usual tier of each operation, and none for commands that only read or decide', () => {
  expect([...catalogue.operations].map(([name, { tier }]) => [name, tier])).toEqual([
    ['user.wave', 'routine'],
    ['user.shout', 'destructive'],
  ]);
});

test('a caller is shown the commands that they may use, in the order of the catalogue', () => {
  const pathsFor = (may: (tier: Tier) => boolean) => entriesFor(catalogue, may).map(({ path }) => path);

  expect(pathsFor(everything)).toEqual(['user list', 'user wave', 'user shout', 'action keep', 'help']);
  expect(pathsFor(harmless)).toEqual(['user list', 'user wave', 'action keep', 'help']);
});

describe('suggestions', () => {
  test('contain the commands that the caller may use, by any part of their path, with the slash or without', () => {
    expect(suggestCommands(catalogue, everything, ' /USER s')).toEqual(['user shout']);
    expect(suggestCommands(catalogue, everything, 'keep')).toEqual(['action keep']);
    expect(suggestCommands(catalogue, harmless, 'user')).toEqual(['user list', 'user wave']);
    expect(suggestCommands(catalogue, everything, '')).toHaveLength(5);
    expect(suggestCommands(catalogue, everything, 'a/')).toEqual([]);
  });

  test('contain commands that act as they are typed or as the log writes them', () => {
    expect(suggestActionCommands(catalogue, '/user  sh')).toEqual(['user shout']);
    expect(suggestActionCommands(catalogue, 'user.wa')).toEqual(['user wave']);
    expect(suggestActionCommands(catalogue, '')).toEqual(['user wave', 'user shout']);
  });
});

test.for([
  ['/user deactivate', 'user.deactivate'],
  [' User  Deactivate_All_From_Instance ', 'user.deactivate_all_from_instance'],
  ['user.deactivate', 'user.deactivate'],
  ['a / b c', 'a./.b.c'],
] as const)('%j is the operation %s', ([typed, name]) => {
  expect(operationName(typed)).toBe(name);
});

describe('the reference says', () => {
  test.for<[string, Command, string]>([
    ['that reads', list, 'Moderators and admins'],
    ['that is routine', greet, 'Moderators and admins'],
    ['that is sensitive', wave({}, { tier: 'sensitive' }), 'Admins'],
    ['that is destructive', shout, 'Admins'],
    ['that says so itself', keep, 'The requester'],
  ])('who may use a command %s', ([, command, who]) => {
    expect(plain(roleFor(command))).toBe(who);
  });

  test.for<[string, Command, string]>([
    ['that reads', list, 'Runs immediately and changes nothing.'],
    ['that decides', keep, 'Runs immediately.'],
    ['that asks', shout, 'Destructive. Shows what would change, and asks for confirmation.'],
    ['that does not', greet, 'Runs immediately, unless it is a dry run.'],
  ])('what comes before a command %s is done', ([, command, first]) => {
    expect(plain(whatFirst(command))).toBe(first);
  });

  test.for<[string, Command, string | null]>([
    ['that reads', list, null],
    ['of which all is recorded', greet, 'Yes, with "action undo".'],
    ['that goes too far', shout, 'No. A wave is a wave.'],
  ])('whether a command %s can be undone', ([, command, words]) => {
    const undoing = undoInWords(command);
    expect(undoing === null ? null : plain(undoing)).toBe(words);
  });
});

test('no group has more commands than Discord accepts', async () => {
  const { catalogue: real } = await import('../../commands/index.ts');

  for (const { name, commands } of real.groups) {
    expect({ name, commands: commands.length <= 25 }).toEqual({ name, commands: true });
  }
});
