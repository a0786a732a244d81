import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { startDiscordSandbox } from '../../sandbox/discord/index.ts';
import { freePort } from '../../sandbox/free-port.ts';
import { startProcess } from '../support/bot-process.ts';
import { pristineDatabase } from '../support/database.ts';
import { proxyTo } from '../support/proxy.ts';
import { sentenceOf } from '../support/sentence.ts';
import { startSteward } from '../support/steward.ts';
import { ask, figures } from './asking.ts';

async function stage() {
  const { url, client } = await pristineDatabase();
  const port = await freePort();
  const steward = await startSteward(url, { environment: { HEALTH_PORT: port } });
  return { ...steward, url, client, port };
}

/** Returns the status of the answer to a path that is sent unchanged; 404 too where the request is invalid. */
async function statusOf(port: string, path: string): Promise<number> {
  const sent = request({ host: '127.0.0.1', port, path });
  const [response] = (await once(sent.end(), 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode === 400 ? 404 : (response.statusCode ?? 0);
}

test('a running bot is live and ready', async () => {
  const { port } = await stage();

  expect(await ask(port, '/healthz')).toEqual({ status: 200, body: 'alive\n' });
  expect(await ask(port, '/readyz')).toEqual({ status: 200, body: '{"ready":true}\n' });
});

test('no other path exists, and only GET is answered', async () => {
  const { port } = await stage();

  for (const path of ['/', '/metrics/x', '/constructor', '/__proto__']) {
    expect(await ask(port, path)).toEqual({ status: 404, body: '' });
  }
  for (const path of ['//', '//x', '/%ff', 'http://[', 'constructor'])
    expect(await statusOf(port, path)).toBe(404);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    expect((await ask(port, '/readyz', { method })).status).toBe(405);
  }
});

test('without the gateway the bot is not ready, and says why', async () => {
  const { port, discord } = await stage();

  await discord.close();

  await expect
    .poll(() => ask(port, '/readyz'))
    .toEqual({
      status: 503,
      body: '{"ready":false,"lacking":{"gateway":"not connected"}}\n',
    });
  expect((await ask(port, '/healthz')).status).toBe(200);
  expect((await figures(port)).get('steward_gateway_ready')).toBe(0);
});

test('without the database the bot is not ready, and is ready again when that is back', async () => {
  const { client, url } = await pristineDatabase();
  const proxy = await proxyTo(url);
  const port = await freePort();
  await startSteward(proxy.url, { environment: { HEALTH_PORT: port } });

  proxy.cut();
  const away = await ask(port, '/readyz');
  expect(away.status).toBe(503);
  expect(JSON.parse(away.body).lacking).toHaveProperty('database');
  expect((await figures(port)).get('steward_database_up')).toBe(0);
  proxy.cut(false);

  await expect.poll(async () => (await ask(port, '/readyz')).status).toBe(200);
  expect((await client.query('select 1')).rowCount).toBe(1);
});

test('commands are counted by their outcome, and no metric names an account or a person', async () => {
  const { port, discord } = await stage();

  await (await discord.as('mo').type('/user deactivate lain reason:"a secret reason"')).message();
  await (await discord.as('mo').type('/user deactivate nobody_here')).message();
  await (await discord.as('mo').command('user rm', { nickname: 'lain' })).answered();
  await discord.as('mo').autocomplete('user show', { nickname: 'la' }, 'nickname');

  const count = (command: string, outcome: string) =>
    `steward_interactions_total{command="${command}",outcome="${outcome}"}`;
  const expected = {
    [count('autocomplete', 'ok')]: 1,
    [count('user.deactivate', 'ok')]: 1,
    [count('user.deactivate', 'notfound')]: 1,
    [count('user.rm', 'refused')]: 1,
    'steward_first_response_seconds_count{command="user.deactivate"}': 2,
    'steward_actions{state="done"}': 1,
    'steward_actions{state="failed"}': 0,
  };
  // A command is counted when it has been handled to its end, which is after its answer: a refusal is recorded later.
  await expect.poll(async () => Object.fromEntries(await figures(port))).toMatchObject(expected);
  const { body } = await ask(port, '/metrics');
  expect(body).not.toMatch(/lain|nobody_here|secret|mo"|sandbox\.bot/);
});

test('the metrics show the waiting jobs of each queue, and how long they have been due', async () => {
  const { port, client } = await stage();
  await client.query(`
    insert into steward_jobs.job (name, data, start_after)
    values ('expire', '{"action":1}', now() + interval '1 hour')`);
  await client.query('begin');
  await client.query(`lock table steward_jobs.job in share mode`);

  const told = await figures(port);
  await client.query('rollback');

  expect(told.get('steward_queue_jobs{queue="expire",state="later"}')).toBe(1);
  expect(told.get('steward_queue_jobs{queue="run",state="due"}')).toBe(0);
  expect(told.get('steward_queue_oldest_due_seconds{queue="run"}')).toBe(0);
  expect(told.get('steward_database_connections{state="awaited"}')).toBe(0);
  expect(told.get('process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
});

test('without a port the health server is not loaded', async () => {
  const loads = async (module: string) => {
    const script = `
      import { createRequire } from 'node:module';
      await import(${JSON.stringify(module)});
      const { cache } = createRequire(import.meta.url);
      console.log(Object.keys(cache).some((path) => path.includes('prom-client')));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    return stdout.trim();
  };

  expect(await loads('./src/bot/bot.ts')).toBe('false');
  expect(await loads('./src/health/metrics.ts')).toBe('true');
});

test('a port that is in use ends the start with one sentence', async () => {
  const { url } = await pristineDatabase();
  const discord = await startDiscordSandbox();
  onTestFinished(() => discord.close());
  const port = await freePort();
  const other = createServer().listen(Number(port), '127.0.0.1');
  onTestFinished(() => void other.close());

  const bot = startProcess(url, discord, { HEALTH_PORT: port });

  expect(await bot.ended).toBe(1);
  expect(bot.printed).toMatch(new RegExp(`^Cannot listen on port ${port} .*HEALTH_PORT.*\\n$`));
});

test('the bot is not ready from the moment of the signal to end, while it finishes its work', async () => {
  const { url, client } = await pristineDatabase();
  const discord = await startDiscordSandbox();
  onTestFinished(() => discord.close());
  const port = await freePort();
  const bot = startProcess(url, discord, { HEALTH_PORT: port });
  await bot.ready();
  await expect.poll(async () => (await ask(port, '/readyz')).status).toBe(200);
  await client.query('begin');
  await client.query(`select from users where nickname = 'lain' for update`);
  const typed = await discord.as('mo').type('/user deactivate lain');
  await typed.answered();

  bot.signal('SIGTERM');

  await expect
    .poll(() => ask(port, '/readyz'))
    .toEqual({
      status: 503,
      body: '{"ready":false,"lacking":{"bot":"stopping"}}\n',
    });
  await client.query('commit');
  expect(sentenceOf(await typed.message())).toBe('Deactivated lain.');
  expect(await bot.ended).toBe(0);
});
