import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Instance } from '../../src/akkoma/instance.ts';
import { defineQueryCommand, type RawArgs } from '../../src/command/index.ts';
import { text } from '../../src/text/text.ts';
import { contextWith, shown } from './example.ts';

const args = z.strictObject({
  person: z.string().default('everybody').meta({ description: 'Of whom' }),
  page: z.string().optional().meta({ description: 'From where', offered: false }),
});

type Definition = Parameters<typeof defineQueryCommand<typeof args>>[0];

const list = (differs: Partial<Definition> = {}) =>
  defineQueryCommand<typeof args>({
    name: 'list',
    description: 'List what was done',
    example: 'action list',
    visibility: 'private',
    args,
    read: async (_desk, { person, page = 'none' }) => ({
      tone: 'information',
      line: text`Of ${person}, from ${page}.`,
      data: null,
    }),
    ...differs,
  });

const lineFor = async (raw: RawArgs, command = list()) =>
  shown(await command.prepare(raw)(contextWith({}))).line;

test('a query is answered with what it reads', async () => {
  expect(await lineFor({ person: 'ada' })).toBe('Of ada, from none.');
  expect(await lineFor({})).toBe('Of everybody, from none.');
});

test('the name of a page is an argument like others, unless it replaces them', async () => {
  const paged = list({ ofPage: (page) => ({ person: page.toUpperCase() }) });

  expect(await lineFor({ person: 'ada', page: 'p' })).toBe('Of ada, from p.');
  expect(await lineFor({ page: 'ivan' }, paged)).toBe('Of IVAN, from none.');
  expect(await lineFor({ person: 'ada' }, paged)).toBe('Of ada, from none.');
});

test('invalid arguments are refused', () => {
  expect(() => list().prepare({ person: 3 })).toThrow(/person: /);
  expect(() => list().prepare({ persons: 'ada' })).toThrow(
    'Invalid persons: this command has no such option.',
  );
});

test('where Akkoma was upgraded during a query, its features are read again and the query is repeated once', async () => {
  const outdated = Object.assign(new Error('no such column'), { code: '42703' });
  const happened: string[] = [];
  const context = contextWith({
    instance: { refresh: async () => void happened.push('looked anew') } as Instance,
  });
  const failing = (times: number, error: Error) =>
    list({
      read: async () => {
        happened.push('read');
        if (happened.filter((each) => each === 'read').length <= times) throw error;
        return { tone: 'information', line: text`Read.`, data: null };
      },
    }).prepare({})(context);

  expect(shown(await failing(1, outdated)).line).toBe('Read.');
  expect(happened.splice(0)).toEqual(['read', 'looked anew', 'read']);
  await expect(failing(2, outdated)).rejects.toThrow('no such column');
  expect(happened.splice(0)).toEqual(['read', 'looked anew', 'read']);
  await expect(failing(1, new Error('something else'))).rejects.toThrow('something else');
  expect(happened).toEqual(['read']);
});

test('a query command changes nothing, and masks its secret arguments in the names of its pages too', () => {
  expect(list()).toMatchObject({
    name: 'list',
    description: 'List what was done',
    example: 'action list',
    visibility: 'private',
    tier: 'read',
    secretArgs: [],
    kind: 'query',
  });
  expect(list({ secretArgs: ['person'] }).secretArgs).toEqual(['person', 'page']);
});
