import { setTimeout } from 'node:timers/promises';
import type { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { contextMenu } from '../../src/discord/context-menu.ts';
import { ownDatabase, pristineDatabase, takeAway } from '../support/database.ts';
import { sentenceOf } from '../support/sentence.ts';
import { startSteward } from '../support/steward.ts';

const actions = async (client: Client) =>
  (await client.query('select state, operation from steward.actions order by id')).rows;

const once = [{ state: 'done', operation: 'user.deactivate' }];

test('an interaction that is delivered twice is acted on once, and answered', async () => {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url);

  discord.misbehave.deliverTwice();
  const typed = await discord.as('mo').type('/user deactivate lain');

  expect(sentenceOf(await typed.message())).toBe('Deactivated lain.');
  await discord
    .as('mo')
    .type('/user list')
    .then((listed) => listed.message());
  expect(await actions(client)).toEqual(once);
  expect(discord.as('eve').messages()).toHaveLength(1);
});

test('of two replicas that receive an interaction, one acts', async () => {
  const { url, client } = await pristineDatabase();
  const { discord, startReplica } = await startSteward(url);
  await startReplica();

  const typed = await discord.as('mo').type('/user deactivate lain');

  expect(sentenceOf(await typed.message())).toBe('Deactivated lain.');
  await setTimeout(300);
  expect(sentenceOf(await typed.message())).toBe('Deactivated lain.');
  expect(await actions(client)).toEqual(once);
  const { rows } = await client.query('select event from steward.audit_log');
  expect(rows).toEqual([{ event: 'action.done' }]);
});

test('a visitor whose interaction is delivered twice is refused once, with one entry', async () => {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url);

  discord.misbehave.deliverTwice();
  const typed = await discord.as('eve').command('user deactivate', { nickname: 'lain' });

  expect(sentenceOf(await typed.message())).toMatch(/Only moderators and admins can do this/);
  await expect.poll(async () => (await client.query('select from steward.audit_log')).rowCount).toBe(1);
  await setTimeout(200);
  expect((await client.query('select from steward.audit_log')).rowCount).toBe(1);
});

test('a command that Discord has forgotten runs all the same, and its outcome is posted in the channel', async () => {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url);

  discord.misbehave.forgetNextInteraction();
  await discord.as('mo').type('/user deactivate lain');
  await expect.poll(() => discord.as('mo').messages()).not.toEqual([]);

  const [message] = discord.as('mo').messages();
  expect(sentenceOf(message)).toMatch(/Deactivated lain\.$/);
  expect(message?.mentions).toEqual([]);
  expect(await actions(client)).toEqual(once);
});

test('a private answer is never posted in the channel, even if Discord has forgotten the interaction', async () => {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url);

  discord.misbehave.forgetNextInteraction();
  await discord.as('ada').type('/user show lain');
  await discord
    .as('ada')
    .type('/user show bob')
    .then((typed) => typed.message());

  expect(discord.as('eve').messages()).toEqual([]);
});

test('a card that was posted in the channel stays the only one where Discord delivers its command again', async () => {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url);

  const end = discord.misbehave.outage(/callback/);
  const typed = await discord.as('mo').type('/user deactivate lain');
  await expect.poll(() => discord.as('mo').messages()).toHaveLength(1);
  end();
  discord.misbehave.deliverAgain();

  await expect.poll(() => typed.answers.map(({ kind }) => kind)).toEqual(['deferred', 'delete']);
  expect(discord.as('mo').messages().map(sentenceOf)).toEqual([expect.stringMatching(/Deactivated lain\.$/)]);
  expect(await actions(client)).toEqual(once);
});

test.for([
  ['the callback is rate-limited', { path: /callback/, status: 429 }],
  ['the callback fails', { path: /callback/, status: 500 }],
  ['the edit is rate-limited', { path: /messages/, status: 429 }],
  ['the edit fails', { path: /messages/, status: 500 }],
] as const)('%s once: the command runs once, and its outcome is shown', async ([, { path, status }]) => {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url);

  if (status === 429) discord.misbehave.rateLimit(1, 0.2, path);
  else discord.misbehave.fail(1, path);
  const typed = await discord.as('mo').type('/user deactivate lain');

  expect(sentenceOf(await typed.message())).toBe('Deactivated lain.');
  expect(await actions(client)).toEqual(once);
});

test('a command runs once even if every answer fails, and the bot survives', async () => {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url);

  discord.misbehave.fail(50, /callback|messages/);
  await discord.as('mo').type('/user deactivate lain');
  await expect.poll(() => actions(client)).toHaveLength(1);
  discord.misbehave.fail(0, /callback|messages/);

  expect(await actions(client)).toEqual(once);
});

test.for(['dropGateway', 'reconnectGateway'] as const)(
  '%s while a person types: the event is replayed and acted on once',
  async (fault) => {
    const { url, client } = await pristineDatabase();
    const { discord } = await startSteward(url);

    discord.misbehave[fault]();
    const typed = await discord.as('mo').type('/user deactivate lain');

    expect(sentenceOf(await typed.message())).toBe('Deactivated lain.');
    expect(await actions(client)).toEqual(once);
  },
);

test('a connection to the gateway that is refused while the bot stops does not end the process', async () => {
  const { url } = await pristineDatabase();
  const { discord, startReplica } = await startSteward(url);
  const replica = await startReplica();
  const faults: unknown[] = [];
  const note = (error: unknown): void => void faults.push(error);
  process.prependListener('uncaughtException', note);
  onTestFinished(() => void process.off('uncaughtException', note));

  const held = discord.misbehave.holdGateway();
  discord.misbehave.dropGateway();
  await expect.poll(() => held.count).toBe(2);
  const stopped = replica.stop();
  // The bot finishes its work before it disconnects. Within this time it has begun to, and has not given up waiting.
  await Promise.race([stopped, setTimeout(1_000)]);
  held.reset();
  await stopped;
  await discord.ready();

  expect(faults).toEqual([]);
});

test.for([true, false])(
  'the bot recovers when its session is declared invalid (resumable: %s)',
  async (resumable) => {
    const { url, client } = await pristineDatabase();
    const { discord } = await startSteward(url);

    discord.misbehave.invalidateSession(resumable);
    await setTimeout(100);
    await discord.ready();
    const typed = await discord.as('mo').type('/user deactivate lain');

    expect(sentenceOf(await typed.message())).toBe('Deactivated lain.');
    expect(await actions(client)).toEqual(once);
  },
);

test('commands are registered only when they differ', async () => {
  const { url } = await pristineDatabase();
  const { discord, startReplica } = await startSteward(url);

  expect(discord.registrations).toBe(1);
  expect(discord.commands.map(({ name }) => name)).toEqual(
    [...catalogue.groups, ...catalogue.standalone, ...contextMenu].map(({ name }) => name),
  );
  await (await startReplica()).stop();
  expect(discord.registrations).toBe(1);
});

test('without the database the answer is one sentence and nothing is half done, and commands work again when it is back', async () => {
  const database = await ownDatabase();
  const { discord } = await startSteward(database.url);

  const giveBack = await takeAway(database);
  const refused = await (await discord.as('mo').type('/user deactivate lain')).message();
  expect(sentenceOf(refused)).toMatch(/^The database does not answer\. Nothing was changed\./);

  await giveBack();
  const done = await (await discord.as('mo').type('/user deactivate lain')).message();
  expect(sentenceOf(done)).toBe('Deactivated lain.');
});
