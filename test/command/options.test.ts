import { expect, test } from 'vitest';
import { z } from 'zod';
import { nickname } from '../../src/command/index.ts';
import { optionsOf } from '../../src/command/options.ts';

const nothingMore = {
  choices: [],
  minimum: undefined,
  maximum: undefined,
  minLength: undefined,
  maxLength: undefined,
  fallback: undefined,
  suggest: undefined,
  offered: true,
  secretFlag: undefined,
  isInPhrase: false,
};

test('an option has everything about its argument that a surface needs to ask for it', () => {
  const schema = z.object({
    nickname,
    size: z.int().min(1).max(50).default(20).meta({ description: 'How many' }),
    order: z.enum(['new', 'old']).optional().meta({ description: 'In which order' }),
    loud: z.boolean().default(false).meta({ description: 'Whether all hear' }),
    tags: z.array(z.string()).meta({ description: 'Which tags', suggest: 'tag' }),
    page: z
      .string()
      .max(9)
      .optional()
      .meta({ description: 'From where', offered: false, inTerminal: 'Where' }),
    password: z.string().optional().meta({ description: 'A password', secretFlag: 'ask-password' }),
    admin: z.boolean().optional().meta({ description: 'Whether it is an admin', isInPhrase: true }),
  });

  expect(optionsOf(schema)).toEqual([
    {
      ...nothingMore,
      name: 'nickname',
      description: 'Nickname, such as lain, or bob@remote.example for a remote account',
      kind: 'string',
      required: true,
      minLength: 1,
      maxLength: 255,
      suggest: 'nickname',
    },
    {
      ...nothingMore,
      name: 'size',
      description: 'How many',
      kind: 'integer',
      required: false,
      minimum: 1,
      maximum: 50,
      fallback: 20,
    },
    {
      ...nothingMore,
      name: 'order',
      description: 'In which order',
      kind: 'string',
      required: false,
      choices: ['new', 'old'],
    },
    {
      ...nothingMore,
      name: 'loud',
      description: 'Whether all hear',
      kind: 'boolean',
      required: false,
      fallback: false,
    },
    {
      ...nothingMore,
      name: 'tags',
      description: 'Which tags',
      kind: 'list',
      required: true,
      suggest: 'tag',
    },
    {
      ...nothingMore,
      name: 'page',
      description: 'From where',
      kind: 'string',
      required: false,
      maxLength: 9,
      offered: false,
      inTerminal: 'Where',
    },
    {
      ...nothingMore,
      name: 'password',
      description: 'A password',
      kind: 'string',
      required: false,
      secretFlag: 'ask-password',
    },
    {
      ...nothingMore,
      name: 'admin',
      description: 'Whether it is an admin',
      kind: 'boolean',
      required: false,
      isInPhrase: true,
    },
  ]);
});

test('where every argument may be left out, no option is required', () => {
  const [option] = optionsOf(
    z.object({ loud: z.boolean().optional().meta({ description: 'Whether all hear' }) }),
  );

  expect(option?.required).toBe(false);
  expect(optionsOf(z.object({}))).toEqual([]);
});

test('an argument without a description, or of an unsupported type, is a programming error', () => {
  expect(() => optionsOf(z.object({ nickname: z.string() }))).toThrow(z.ZodError);
  expect(() => optionsOf(z.object({ who: z.object({}).meta({ description: 'Who' }) }))).toThrow(z.ZodError);
  expect(() => optionsOf(z.object({ who: nickname.meta({ suggest: 'nobody' as 'nickname' }) }))).toThrow(
    z.ZodError,
  );
});
