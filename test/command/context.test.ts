import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createGate, noMembers, openPolicy } from '../../src/actions/index.ts';
import { createFlakeIds } from '../../src/akkoma/ids/flake-ids.ts';
import type { Instance } from '../../src/akkoma/instance.ts';
import { createCommandContexts } from '../../src/command/index.ts';
import { connect } from '../../src/database/connection/connection.ts';
import type { Jobs } from '../../src/jobs/index.ts';
import { ada } from './example.ts';

const access = {
  guildId: 'guild',
  channelIds: [],
  adminRoleIds: ['admins'],
  moderatorRoleIds: ['moderators'],
};

/** Creates command contexts that never query a database. */
function contexts(gate = createGate(access)) {
  return createCommandContexts({
    database: connect('postgres://nobody@localhost/nothing', 'steward-test'),
    gate,
    policy: openPolicy(100),
    members: noMembers,
    definitionOf: () => undefined,
    operations: new Map(),
    log: pino({ level: 'silent' }),
    pageSize: 20,
    wordsFor: (operation) => operation,
    flakeIds: createFlakeIds(),
    instance: { host: 'social.test' } as Instance,
    jobs: {} as Jobs,
  });
}

const caller = { ...ada, guildId: 'guild' };

test('a context allows what the roles of its caller allow, as the authorization check of a request does', () => {
  const contextFor = contexts();
  const at = (...roles: string[]) => contextFor({ caller: { ...caller, roles }, interactionId: null });

  expect(at('moderators').may('routine')).toBe(true);
  expect(at('moderators').may('destructive')).toBe(false);
  expect(at('admins').may('destructive')).toBe(true);
  expect(at().may('read')).toBe(false);
});

test('an error of the authorization check is thrown, and not taken for an answer', () => {
  const context = contexts(() => {
    throw new TypeError('x');
  })({ caller, interactionId: null });

  expect(() => context.may('read')).toThrow(TypeError);
});

test('each caller has a context of their own, with its own interaction', async () => {
  const contextFor = contexts();
  const confirm = async () => true;
  const stream = async () => undefined;
  const context = contextFor({ caller, interactionId: 'i1' });
  const terminal = contextFor({
    caller,
    interactionId: 'i2',
    interactionToken: 't2',
    secret: 'x',
    ask: confirm,
    stream,
  });

  expect(context).toMatchObject({
    caller,
    interactionId: 'i1',
    interactionToken: null,
    secret: null,
    ask: null,
    stream: null,
    pageSize: 20,
  });
  expect(terminal).toMatchObject({ interactionToken: 't2', secret: 'x', ask: confirm, stream });
  expect(context.em).not.toBe(terminal.em);
  expect(context.decisionOn(7)).toEqual({ actionId: 7, caller, interactionId: 'i1', card: null });
});
