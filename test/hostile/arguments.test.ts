import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { noMembers, openGate, openPolicy } from '../../src/actions/index.ts';
import { createFlakeIds } from '../../src/akkoma/ids/flake-ids.ts';
import { openInstance } from '../../src/akkoma/instance.ts';
import {
  type Command,
  createCommandContexts,
  explain,
  type Option,
  type RawArgs,
} from '../../src/command/index.ts';
import { lookOf } from '../../src/console/look.ts';
import { printed } from '../../src/console/print.ts';
import { shown } from '../../src/console/shown.ts';
import { limits } from '../../src/discord/messages/limits.ts';
import { type Message, messageOf } from '../../src/discord/messages/message.ts';
import { readConsoleConfig, settingsOf } from '../../src/settings/config.ts';
import { StewardError } from '../../src/text/errors.ts';
import type { Reply } from '../../src/text/reply.ts';
import { connectionsTo } from '../support/connections.ts';
import { pristineDatabase } from '../support/database.ts';
import { unexplained } from '../support/explained.ts';
import { tester } from '../support/perform.ts';
import { snapshot } from '../support/snapshot.ts';

const runs = 2_000;

const terminal = lookOf(Object.assign(new PassThrough(), { isTTY: true, columns: 80 }), { NO_COLOR: '1' });

const commands = [...catalogue.standalone, ...catalogue.groups.flatMap((group) => group.commands)];

/** Texts that an attacker, a cat on a keyboard, or an unlucky paste would give. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\ud800',
    '\u001b[2J',
    "'; drop table users; --",
    "x' or '1'='1",
    '$1',
    '%',
    '_%',
    '\\',
    '@everyone',
    '<@1212740923873198131>',
    '[a](https://evil.example)',
    '```',
    '\u202Elain',
    'la\u200Bin',
    '👩‍👩‍👧‍👦',
    'ÀÉÎ',
    'İ',
    'ΣΑΣ',
    'null',
    'undefined',
    '__proto__',
    'constructor',
    '-1',
    '1e309',
    '9999-99-99',
    'https://social.test/registration/x%3D',
    '{"$gt":""}',
    'x'.repeat(7_000),
    '../../etc/passwd',
    '!'.repeat(255),
  ),
);

/** Valid values in the test's world, so that commands also get somewhere. */
const meaningful = fc.constantFrom(
  'lain',
  'LAIN@social.test',
  'bob',
  'erin',
  'mo',
  'ivan',
  'spam3@spam.example',
  'friend1@friendly.example',
  'spam.example',
  'friendly.example',
  'social.test',
  'newcomer',
  'newcomer@mail.example',
  '2027-04-05',
  'mrf_tag:sandbox',
  '#1',
  '1',
  'user.tag',
  'tester',
  '2h',
  '00000000@1',
);

const wrongType = fc.constantFrom<RawArgs[string]>(null, 0, -1, 2 ** 53, true, false, [], ['x'], {}, 'true');

function valueFor({ kind, choices }: Option): fc.Arbitrary<RawArgs[string]> {
  const texts = fc.oneof({ weight: 3, arbitrary: hostile }, { weight: 4, arbitrary: meaningful });
  const right = {
    boolean: fc.boolean(),
    integer: fc.integer({ min: -5, max: 50 }),
    list: fc.array(texts, { maxLength: 4 }),
    person: texts,
    string: choices.length > 0 ? fc.constantFrom(...choices) : texts,
  }[kind];
  return fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: wrongType });
}

const argumentsFor = (command: Command): fc.Arbitrary<RawArgs> =>
  fc
    .record(Object.fromEntries(command.options.map((option) => [option.name, valueFor(option)])), {
      requiredKeys: command.options.filter(({ required }) => required).map(({ name }) => name),
    })
    .chain((args) =>
      fc.oneof(
        { weight: 20, arbitrary: fc.constant(args) },
        { weight: 1, arbitrary: hostile.map((name) => ({ ...args, [name]: 'x' })) },
        { weight: 1, arbitrary: fc.constant({}) },
      ),
    );

const call = fc
  .constantFrom(...commands)
  .chain((command) => fc.record({ command: fc.constant(command), args: argumentsFor(command) }));

/** Discord refuses a message with any blank or overlong text. */
function requireSendable({ content, embeds }: Message, what: string): void {
  const all = embeds.map((embed) => embed.toJSON());
  expect(all.length, what).toBeLessThanOrEqual(1);
  expect(content !== '', what).toBe(all.length === 0);
  const texts = all.flatMap(({ title, description, footer, fields = [] }): [string | undefined, number][] => [
    [title, limits.title],
    [description, limits.description],
    [footer?.text, limits.footer],
    ...fields.flatMap(({ name, value }): [string, number][] => [
      [name, limits.fieldName],
      [value, limits.fieldValue],
    ]),
  ]);
  let sum = 0;
  for (const [shown, most] of [...texts, [content === '' ? undefined : content, limits.content] as const]) {
    if (shown === undefined) continue;
    expect(shown.trim(), what).not.toBe('');
    expect(shown.length, what).toBeLessThanOrEqual(most);
    sum += shown.length;
  }
  expect(sum - content.length, what).toBeLessThanOrEqual(limits.embed);
  expect(Math.max(...all.map(({ fields = [] }) => fields.length)), what).toBeLessThanOrEqual(limits.fields);
}

test(`${runs} hostile sets of arguments end in a clear refusal or a correct effect, never in between`, async () => {
  const { url, client } = await pristineDatabase();
  const config = readConsoleConfig({
    DATABASE_URL: url,
    INSTANCE_URL: 'https://social.test',
    AKKOMA_REFRESH: 'false',
  });
  const { database, jobs } = connectionsTo(url);
  const faults: string[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => void faults.push(line) });
  const contextFor = createCommandContexts({
    database,
    instance: await openInstance(database, config.INSTANCE_URL, settingsOf(config)),
    flakeIds: createFlakeIds(),
    gate: openGate,
    policy: openPolicy(config.BULK_LIMIT),
    members: noMembers,
    jobs,
    definitionOf: catalogue.definitionOf,
    operations: catalogue.operations,
    log,
    pageSize: 20,
    wordsFor: catalogue.wordsFor,
  });
  const attempt = async ({ command, args }: { command: Command; args: RawArgs }): Promise<Reply> => {
    try {
      const work = command.prepare(args);
      return await work(
        contextFor({ caller: tester, interactionId: null, secret: 'a password', ask: async () => true }),
      );
    } catch (error) {
      if (!(error instanceof StewardError)) faults.push(String(error));
      return explain(error, log);
    }
  };

  const before = await snapshot(client);
  let done = 0;
  for (const each of fc.sample(call, { numRuns: runs, seed: 20261123 })) {
    const reply = await attempt(each);
    expect(faults, JSON.stringify({ command: each.command.name, args: each.args })).toEqual([]);
    if (reply.tone === 'done') done += 1;
    requireSendable(messageOf(reply, new Map()), JSON.stringify(each.args));
    expect(printed(reply, terminal, shown)).not.toMatch(/(?!\n)\p{Cc}|\u200b|\u202e/u);
  }
  await database.close();

  expect(done).toBeGreaterThan(20);
  const { rows } = await client.query(
    `select count(*)::integer as all, (count(*) filter (where state in ('done', 'following', 'undone')))::integer as done
     from steward.actions`,
  );
  expect(rows).toEqual([{ all: done, done }]);
  expect(await unexplained(client, before, await snapshot(client))).toEqual([]);
}, 600_000);
