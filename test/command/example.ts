import { z } from 'zod';
import { type Caller, openPolicy } from '../../src/actions/index.ts';
import {
  type ActionCommand,
  type CommandContext,
  defineActionCommand,
  nickname,
} from '../../src/command/index.ts';
import type { Operation, Plan } from '../../src/operations/index.ts';
import type { Reply } from '../../src/text/reply.ts';
import { plain, type Text, text } from '../../src/text/text.ts';

type Args = { readonly nickname: string; readonly loud: boolean };
type Outcome = { readonly nickname: string };

/** The plan of a wave. */
export const plan: Plan = {
  target: 'lain',
  counts: { followers: 3 },
  samples: ['bob', 'erin'],
  warnings: [text`It is loud.`],
  facts: {},
};

/** An operation that changes nothing, with the usual properties except for the given ones. */
export const waving = (differs: Partial<Operation<Args, Outcome>> = {}): Operation<Args, Outcome> => ({
  name: 'user.wave',
  tier: 'routine',
  undo: 'recorded',
  writes: {},
  plan: async () => plan,
  apply: async (_writing, args) => ({ nickname: args.nickname }),
  ...differs,
});

const shape = {
  nickname,
  loud: z.boolean().default(false).meta({ description: 'So that everybody hears' }),
};

type Definition = Parameters<typeof defineActionCommand<typeof shape, Outcome>>[0];

/** A command that waves, with the usual properties except for the given ones. */
export const wave = (
  differs: Partial<Definition> = {},
  operation: Partial<Operation<Args, Outcome>> = {},
): ActionCommand =>
  defineActionCommand<typeof shape, Outcome>({
    name: 'wave',
    description: 'Wave at an account',
    example: 'user wave lain',
    args: shape,
    operation: waving(operation),
    describe: ({ target }, { loud }) => text`wave at ${target}${[loud ? ' loudly' : '']}`,
    reply: ({ nickname: target }) => ({
      line: text`Waved at ${target}.`,
      fields: [{ name: 'Seen by', value: text`${2}` }],
    }),
    ...differs,
  });

export const ada: Caller = {
  id: '17',
  name: 'ada',
  source: 'discord',
  roles: [],
  guildId: null,
  channelId: null,
};

/** A command context that has only the given functions. */
export const contextWith = (ways: Partial<CommandContext>): CommandContext =>
  ({
    caller: ada,
    interactionId: 'i1',
    interactionToken: 't1',
    secret: null,
    ask: null,
    policy: openPolicy(100),
    operations: new Map(),
    ...ways,
  }) as CommandContext;

/** The reply as people read it, each field as `name: value`. */
export function shown({ tone, title, line, body, fields = [], footer }: Reply) {
  const optional = (name: string, value: Text | undefined) =>
    value === undefined ? {} : { [name]: plain(value) };
  return {
    tone,
    ...optional('title', title),
    line: plain(line),
    ...optional('body', body),
    fields: fields.map(({ name, value }) => `${name}: ${plain(value)}`),
    ...optional('footer', footer),
  };
}
