import type { Client } from 'discord.js';
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type DiscordSandbox, startDiscordSandbox } from '../../sandbox/discord/index.ts';
import { type Page, servePage } from '../../sandbox/page/index.ts';
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

it('shows a deferred answer as thinking', async () => {
  await run('user show', { nickname: 'lain' });
  const message = await lastMessage('ada', ({ flags = 0 }) => (flags & 128) !== 0);
  expect(message.content).toBe('');
});

it('presses a button and shows the changed message', async () => {
  await run('user deactivate', { nickname: 'lain' });
  const { id } = await lastMessage('ivan', ({ content }) => content === 'Shall it be?');
  await post('/api/click', { as: 'ivan', message: id, customId: 'yes' });
  const message = await lastMessage(
    'ada',
    (candidate) => candidate.id === id && candidate.content !== 'Shall it be?',
  );
  expect(message.content).toBe('Approved.');
});

it('chooses from a menu, and shows the ephemeral answer to that person alone', async () => {
  await run('user list');
  const { id } = await lastMessage('ada', ({ attachments }) => attachments[0]?.filename === 'accounts.csv');
  await post('/api/select', { as: 'ada', message: id, customId: 'who', values: ['alice'] });
  await lastMessage('ada', ({ content }) => content === 'Chosen: alice');
  expect((await messages('ivan')).map(({ content }) => content)).not.toContain('Chosen: alice');
});

it('opens a modal and submits it', async () => {
  const opened = await run('user reset_password');
  expect(opened).toMatchObject({ modal: { title: 'A new password' } });
  const { interaction } = opened;
  await post('/api/submit', { as: 'ada', interaction, values: { password: 'correct horse' } });
  await lastMessage('ada', ({ content }) => content === 'Set, 13 long.');
});

it('gives a file to the people who see its message, to be saved and never run', async () => {
  await run('user list');
  const { id, attachments } = await lastMessage('ada', ({ attachments: [file] }) => file !== undefined);
  const query = new URLSearchParams({ as: 'ada', message: id, file: attachments[0]?.id ?? '' });
  const response = await fetch(`${page.url}/api/file?${query}`);
  expect(await response.text()).toBe('nickname\nlain\n');
  expect(response.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''accounts.csv");
  expect(response.headers.get('content-type')).toBe('application/octet-stream');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  query.set('file', '1');
  expect((await fetch(`${page.url}/api/file?${query}`)).status).toBe(404);
});

it('gives the picture that the bot uploaded to the people who see its message, and no picture from elsewhere', async () => {
  await run('user list');
  const { id, embeds } = await lastMessage('ada', ({ attachments: [file] }) => file !== undefined);
  expect(embeds[1]?.image).toEqual({
    url: expect.stringMatching(/^http:.*month\.png$/),
    description: 'Bars',
  });

  const query = new URLSearchParams({ as: 'ada', message: id });
  const response = await fetch(`${page.url}/api/picture?${query}`);
  expect(await response.text()).toBe('a picture');
  expect(response.headers.get('content-type')).toBe('image/png');

  await run('user deactivate', { nickname: 'lain' });
  const other = await lastMessage('ada', ({ content }) => content === 'Shall it be?');
  query.set('message', other.id);
  expect((await fetch(`${page.url}/api/picture?${query}`)).status).toBe(404);
});

it('says in one sentence what is wrong with a command', async () => {
  expect(await run('user nonsense')).toEqual({
    error: expect.any(String),
  });
});

function run(path: string, options: Record<string, string> = {}): Promise<Record<string, unknown>> {
  return post('/api/command', { as: 'ada', path, options });
}

async function lastMessage(as: string, wanted: (message: APIMessage) => boolean): Promise<APIMessage> {
  return vi.waitFor(async () => {
    const found = (await messages(as)).findLast(wanted);
    if (!found) throw new Error(`${as} sees no such message.`);
    return found;
  }, 60_000);
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
