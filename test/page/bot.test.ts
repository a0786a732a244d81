import type { Client } from 'discord.js';
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type DiscordSandbox, startDiscordSandbox } from '../../src/sandbox/discord/index.ts';
import { type Page, servePage } from '../../src/sandbox/page/index.ts';
import { startAnsweringBot } from './answering-bot.ts';

let sandbox: DiscordSandbox;
let bot: Client;
let page: Page;

beforeAll(async () => {
  sandbox = await startDiscordSandbox();
  bot = await startAnsweringBot(sandbox);
  page = await servePage(sandbox);
});

afterAll(async () => {
  await page.close();
  await bot.destroy();
  await sandbox.close();
});

it('offers the commands that the bot has registered, and its choices', async () => {
  expect(await get('/api/commands')).toMatchObject({ commands: [{ name: 'user' }] });
  expect(
    await post('/api/autocomplete', {
      as: 'ada',
      path: 'user show',
      options: { nickname: 'la' },
      focused: 'nickname',
    }),
  ).toEqual({
    choices: [
      { name: 'lain!', value: 'lain' },
      { name: 'alice!', value: 'alice' },
    ],
  });
});

it('shows a deferred answer as one that is being thought about', async () => {
  await post('/api/type', { as: 'ada', line: '/user show lain' });
  const message = await lastMessage('ada', ({ flags = 0 }) => (flags & 128) !== 0);
  expect(message.content).toBe('');
});

it('presses a button and shows what became of the message', async () => {
  await post('/api/type', { as: 'ada', line: '/user deactivate lain' });
  const { id } = await lastMessage('ivan', ({ content }) => content === 'Shall it be?');
  await post('/api/click', { as: 'ivan', message: id, customId: 'yes' });
  const message = await lastMessage(
    'ada',
    (candidate) => candidate.id === id && candidate.content !== 'Shall it be?',
  );
  expect(message.content).toBe('Approved.');
});

it('chooses from a menu, and keeps the ephemeral answer to that person', async () => {
  await post('/api/type', { as: 'ada', line: '/user list' });
  const { id } = await lastMessage('ada', ({ attachments }) => attachments[0]?.filename === 'accounts.csv');
  await post('/api/select', { as: 'ada', message: id, customId: 'who', values: ['alice'] });
  await lastMessage('ada', ({ content }) => content === 'Chosen: alice');
  expect((await messages('ivan')).map(({ content }) => content)).not.toContain('Chosen: alice');
});

it('opens a modal and submits it', async () => {
  const opened = await post('/api/type', { as: 'ada', line: '/user reset_password' });
  expect(opened).toMatchObject({ modal: { title: 'A new password' } });
  const { interaction } = opened;
  await post('/api/submit', { as: 'ada', interaction, values: { password: 'correct horse' } });
  await lastMessage('ada', ({ content }) => content === 'Set, 13 long.');
});

it('says in one sentence what is wrong with a line', async () => {
  expect(await post('/api/type', { as: 'ada', line: '/user nonsense' })).toEqual({
    error: expect.any(String),
  });
});

async function lastMessage(as: string, wanted: (message: APIMessage) => boolean): Promise<APIMessage> {
  return vi.waitFor(async () => {
    const found = (await messages(as)).findLast(wanted);
    if (!found) throw new Error(`${as} sees no such message.`);
    return found;
  }, 3000);
}

async function messages(as: string): Promise<APIMessage[]> {
  const { messages: seen } = (await get(`/api/messages?as=${as}`)) as { messages: APIMessage[] };
  return seen;
}

async function get(path: string): Promise<Record<string, unknown>> {
  return (await (await fetch(page.url + path)).json()) as Record<string, unknown>;
}

async function post(path: string, body: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(page.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Record<string, unknown>;
}
