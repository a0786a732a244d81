import { once } from 'node:events';
import { type Client, Events } from 'discord.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DiscordSandbox, startDiscordSandbox } from '../../sandbox/discord/index.ts';
import { type Page, servePage } from '../../sandbox/page/index.ts';
import { startAnsweringBot } from './answering-bot.ts';

let sandbox: DiscordSandbox;
let client: Client;
let page: Page;
const signals: string[] = [];
const watching = new Set<() => void>();
const bot = {
  state: 'running' as const,
  ending: undefined,
  restart: (signal: string) => void signals.push(signal),
  watch(listener: () => void) {
    watching.add(listener);
    return () => watching.delete(listener);
  },
};

beforeAll(async () => {
  sandbox = await startDiscordSandbox();
  client = await startAnsweringBot(sandbox);
  page = await servePage(sandbox, { bot });
});

afterAll(async () => {
  await page.close();
  await client.destroy();
  await sandbox.close();
});

beforeEach(() => signals.splice(0));

describe('Discord', () => {
  it.each([
    ['rate-limit', 'rate-limit'],
    ['errors', 'failure'],
    ['slow', 'delay'],
  ])('misbehaves by %s for the requested time, and says how much of it is left', async (how, kind) => {
    expect(await post('/api/misbehave', { how, seconds: 3 })).toMatchObject({
      status: 200,
      body: { troubles: [{ kind, endsIn: expect.any(Number) }] },
    });
    expect(await underneath()).toMatchObject({ troubles: [{ kind }] });
    await expect.poll(underneath).toMatchObject({ troubles: [] });
  });

  it.each([
    ['twice', 'twice'],
    ['forget', 'forgotten'],
  ])('misbehaves by %s once', async (how, kind) => {
    await post('/api/misbehave', { how });
    expect(await underneath()).toMatchObject({ troubles: [{ kind }] });
    await sandbox.as('ada').command('user list');
    expect(await underneath()).toMatchObject({ troubles: [] });
  });

  it('drops the gateway, which the bot resumes', async () => {
    const resumed = once(client, Events.ShardResume);
    await post('/api/misbehave', { how: 'drop' });
    expect(await underneath()).toMatchObject({ connected: false });
    await resumed;
    expect(await underneath()).toMatchObject({ connected: true });
  });

  it.each([[{}], [{ how: 'explode' }], [{ how: 'errors', seconds: 0 }], [{ how: 'errors', seconds: 3600 }]])(
    'refuses to misbehave by %j',
    async (body) => {
      expect(await post('/api/misbehave', body)).toMatchObject({ status: 400 });
      expect(sandbox.troubles).toEqual([]);
    },
  );
});

describe('the bot', () => {
  it('ends on either signal, and on no other', async () => {
    expect(await post('/api/bot', { signal: 'SIGTERM' })).toMatchObject({ body: { state: 'running' } });
    await post('/api/bot', { signal: 'SIGKILL' });
    expect(await post('/api/bot', { signal: 'SIGSTOP' })).toMatchObject({ status: 400 });
    expect(signals).toEqual(['SIGTERM', 'SIGKILL']);
  });

  it('cannot be ended by other sites', async () => {
    const foreign = { origin: 'https://evil.example' };
    expect(await post('/api/bot', { signal: 'SIGKILL' }, foreign)).toMatchObject({ status: 403 });
    expect(await post('/api/misbehave', { how: 'drop' }, foreign)).toMatchObject({ status: 403 });
    expect(signals).toEqual([]);
  });

  it('is announced when its state changes', async () => {
    const cut = new AbortController();
    const response = await fetch(`${page.url}/api/events`, { signal: cut.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    await reader?.read();
    for (const listener of watching) listener();
    expect((await reader?.read())?.value).toContain('event: change');
    cut.abort();
    await expect.poll(() => watching.size).toBe(0);
  });

  it('cannot be ended by a page without access to it', async () => {
    const other = await servePage(sandbox);
    const response = await fetch(`${other.url}/api/bot`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ signal: 'SIGKILL' }),
    });
    expect(response.status).toBe(404);
    expect(await (await fetch(`${other.url}/api/underneath`)).json()).not.toHaveProperty('bot');
    await other.close();
  });
});

it('shows the traffic where the page has no database', async () => {
  await (await sandbox.as('ada').type('/user list')).message();
  const shown = await underneath();
  expect(shown).toMatchObject({
    step: { what: '/user list' },
    traffic: [{ title: 'INTERACTION_CREATE' }, { title: 'POST callback', note: 'answers with a message' }],
  });
  expect(shown).not.toHaveProperty('changes');
});

async function underneath(): Promise<unknown> {
  return (await fetch(`${page.url}/api/underneath`)).json();
}

async function post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(page.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as unknown };
}
