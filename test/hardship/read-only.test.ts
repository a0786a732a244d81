import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { freePort } from '../../sandbox/free-port.ts';
import { consoleOn, findings } from '../doctor/findings.ts';
import { ownServer } from '../drills/own-server.ts';
import { ask } from '../health/asking.ts';
import { runConsole } from '../support/console.ts';
import { sentenceOf } from '../support/sentence.ts';
import { startSteward } from '../support/steward.ts';
import { setForNewSessions, setForSteward, stage, statesIn } from './stage.ts';

const onlyReads =
  'The database only reads at the moment, as during a failover. Nothing was changed. Try again in a minute; if it fails again, tell the administrator of Steward to run `steward doctor`.';

/** A connection to a database whose server is starting. */
async function reachable(connectionString: string): Promise<Client> {
  for (;;) {
    const client = new Client({ connectionString });
    client.on('error', () => undefined);
    const isConnected = await client.connect().then(
      () => true,
      () => false,
    );
    if (isConnected) return client;
    await setTimeout(10);
  }
}

test('while the server is a hot standby, people get an error, the bot is not ready, and the doctor fails; once it is promoted, all goes on', async () => {
  const server = await ownServer();
  const port = await freePort();
  const { discord } = await startSteward(server.url, { environment: { HEALTH_PORT: port } });
  const answerTo = async (line: string): Promise<string> =>
    sentenceOf(await (await discord.as('mo').type(line)).message());
  expect(await answerTo('/user deactivate bob')).toBe('Deactivated bob.');

  const { rows } = await server.client.query('show data_directory');
  writeFileSync(join(rows[0].data_directory, 'standby.signal'), '');
  // Resolves when the server takes writes, which is after its promotion.
  const restarted = server.restart('fast', 0);
  const client = await reachable(server.ownersUrl);
  expect(await answerTo('/user deactivate lain')).toBe(onlyReads);
  expect(await ask(port, '/readyz')).toEqual({
    status: 503,
    body: '{"ready":false,"lacking":{"database":"only reads"}}\n',
  });
  expect((await findings(consoleOn(server.url))).Writes).toEqual({
    status: 'failed',
    said: 'The database only reads: the server is a standby.',
    mend: 'Promote this server, or set DATABASE_URL to the one that takes writes.',
  });
  const environment = consoleOn(server.url);
  expect(await runConsole(['user', 'list'], environment)).toMatchObject({ exit: 0 });
  expect(await runConsole(['user', 'deactivate', 'lain', '-y'], environment)).toMatchObject({
    exit: 1,
    err: expect.stringContaining('The database only reads at the moment'),
  });
  await client.query('select pg_promote()');
  await client.end();
  await restarted;

  expect(await answerTo('/user deactivate lain')).toBe('Deactivated lain.');
  await expect.poll(async () => (await ask(port, '/readyz')).status).toBe(200);
  expect((await findings(consoleOn(server.url))).Writes?.status).toBe('ok');
});

test('no connection outlives the error: the first commands after a failover all work', async () => {
  const { client, answerTo, expectTruth } = await stage();
  const each = ['lain', 'bob', 'erin', 'dave'];
  const tagAll = (name: string) =>
    Promise.all(each.map((nickname) => answerTo('mo', `/user tag ${nickname} ${name}`)));

  await setForSteward(client, 'default_transaction_read_only', 'on');
  const told = await tagAll('during');
  // The connections that are open now stay read-only until they end.
  await setForNewSessions(client, 'default_transaction_read_only', null);
  const after = await tagAll('after');

  expect(new Set(told)).toEqual(new Set([onlyReads]));
  expect(after).toEqual(each.map((nickname) => expect.stringContaining(nickname)));
  expect(after.join()).not.toContain('only reads');
  await expect.poll(async () => new Set(await statesIn(client))).toEqual(new Set(['done']));
  await expectTruth();
});

test('the bot does not start where the database only reads, and says so', async () => {
  const { url, client } = await stage();
  await setForSteward(client, 'default_transaction_read_only', 'on');

  expect((await findings(consoleOn(url))).Writes).toEqual({
    status: 'failed',
    said: 'The database only reads: default_transaction_read_only is on.',
    mend: 'Reset default_transaction_read_only for this server, database and role, or set DATABASE_URL to the server that takes writes.',
  });
  await expect(startSteward(url)).rejects.toThrow(/^The database only reads\. .*"steward doctor"\.$/);
});
