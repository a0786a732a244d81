import { HTTPError, type REST, RESTEvents, Routes } from 'discord.js';
import { beforeEach, describe, expect, test } from 'vitest';
import type { DiscordSandbox } from '../../sandbox/discord/index.ts';
import { restOf, sandboxForTest } from './connected-client.ts';

let sandbox: DiscordSandbox;
let rest: REST;
let messages: `/${string}`;

beforeEach(async () => {
  sandbox = await sandboxForTest();
  rest = restOf(sandbox);
  messages = Routes.channelMessages(sandbox.guild.channels.audit.id);
});

describe('faults on request', () => {
  test('a rate limit is announced, waited for and overcome', async () => {
    const limits: string[] = [];
    rest.on(RESTEvents.RateLimited, ({ route }) => limits.push(route));
    sandbox.misbehave.rateLimit(1, 0.2, /messages$/);
    const start = performance.now();
    await rest.post(messages, { body: { content: 'patience' } });
    expect(performance.now() - start).toBeGreaterThanOrEqual(190);
    // The library announces the wait again where its timer fires before the limit is over.
    expect(limits).not.toEqual([]);
    expect(sandbox.requests.map(({ status }) => status)).toEqual([429, 200]);
    expect(sandbox.as('ada').messages('audit')).toHaveLength(1);
  });

  test('the body and headers of a rate limit say when to retry', async () => {
    sandbox.misbehave.rateLimit(1, 1.5);
    const response = await fetch(`${sandbox.apiUrl}/v10/users/@me`);
    expect(await response.json()).toEqual({
      message: 'You are being rate limited.',
      retry_after: 1.5,
      global: false,
    });
    expect(response.headers.get('Retry-After')).toBe('1.5');
    expect(response.headers.get('X-RateLimit-Remaining')).toBe('0');
  });

  test('a failing request is retried until it succeeds', async () => {
    sandbox.misbehave.fail(2, /messages$/);
    await rest.post(messages, { body: { content: 'again' } });
    expect(sandbox.requests.map(({ status }) => status)).toEqual([500, 500, 200]);
    sandbox.misbehave.fail(4);
    await expect(rest.get(Routes.user())).rejects.toBeInstanceOf(HTTPError);
  });

  test('an outage lasts until it is ended, and affects nothing else', async () => {
    const end = sandbox.misbehave.outage(/messages$/);
    const direct = () =>
      fetch(`${sandbox.apiUrl}/v10${messages}`, { headers: { Authorization: `Bot ${sandbox.token}` } });
    expect([(await direct()).status, (await direct()).status]).toEqual([500, 500]);
    await rest.get(Routes.user());
    end();
    expect((await direct()).status).toBe(200);
  });

  test('a time of failures and of rate limits is overcome by a client that retries', async () => {
    sandbox.misbehave.failFor(1_000, /messages$/);
    sandbox.misbehave.rateLimitFor(2_000, /messages$/);
    await rest.post(messages, { body: { content: 'at last' } });
    expect(sandbox.requests.at(-1)?.status).toBe(200);
    expect(new Set(sandbox.requests.map(({ status }) => status))).toEqual(new Set([429, 200]));
    expect(sandbox.as('ada').messages('audit')).toHaveLength(1);
  });

  test('a channel can be closed to the bot and opened again', async () => {
    const channel = Routes.channel(sandbox.guild.channels.audit.id);
    sandbox.misbehave.closeChannel('audit');
    await expect(rest.get(channel)).rejects.toMatchObject({ code: 50001, status: 403 });
    await expect(rest.post(messages, { body: { content: 'x' } })).rejects.toMatchObject({ code: 50001 });
    await rest.get(Routes.channel(sandbox.guild.channels.moderation.id));
    sandbox.misbehave.openChannel('audit');
    await rest.post(messages, { body: { content: 'in again' } });
    expect(sandbox.as('ada').messages('audit')).toHaveLength(1);
  });

  test('an answer can be late, though the request is done immediately', async () => {
    sandbox.misbehave.delay(1, 150, /users/);
    const start = performance.now();
    await rest.get(Routes.user());
    expect(performance.now() - start).toBeGreaterThanOrEqual(145);
    expect(sandbox.requests[0]).toMatchObject({ method: 'GET', path: '/users/@me', status: 200 });
    sandbox.misbehave.delay(1, 150, /messages$/);
    const posted = rest.post(messages, { body: { content: 'slowly' } });
    await expect.poll(() => sandbox.as('ada').messages('audit'), { interval: 5 }).toHaveLength(1);
    expect(sandbox.requests).toHaveLength(1);
    await posted;
  });
});

test('requested faults are listed until they are over', async () => {
  const kinds = () => sandbox.troubles.map(({ kind }) => kind);
  sandbox.misbehave.delay(1, 1, /users/);
  sandbox.misbehave.failFor(60_000, /nowhere/);
  const end = sandbox.misbehave.outage(/nowhere/);
  sandbox.misbehave.rateLimitFor(1_000, /nowhere/);
  sandbox.misbehave.deliverTwice();
  expect(kinds()).toEqual(['rate-limit', 'failure', 'failure', 'delay', 'twice']);
  const [, lasting, outage] = sandbox.troubles;
  expect(lasting?.endsIn).toBeGreaterThan(50_000);
  expect(outage?.endsIn).toBeUndefined();

  await rest.get(Routes.user());
  end();
  await expect.poll(kinds).toEqual(['failure', 'twice']);
});

test('Discord can be slow for a time', async () => {
  sandbox.misbehave.delayFor(60_000, 60, /users/);
  for (const _ of ['once', 'and again']) {
    const start = performance.now();
    await rest.get(Routes.user());
    expect(performance.now() - start).toBeGreaterThanOrEqual(55);
  }
});

test('rate-limit headers come with every answer', async () => {
  const response = await fetch(`${sandbox.apiUrl}/v10/gateway/bot`);
  expect(response.status).toBe(401);
  for (const name of ['Limit', 'Remaining', 'Reset', 'Reset-After', 'Bucket']) {
    expect(response.headers.get(`X-RateLimit-${name}`), name).not.toBeNull();
  }
});
