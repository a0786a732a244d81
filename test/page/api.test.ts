import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Page, servePage } from '../../sandbox/page/index.ts';
import { createFakeSandbox, type FakeSandbox } from './fake-sandbox.ts';

const modal = { custom_id: 'password', title: 'A new password', components: [] };

let sandbox: FakeSandbox;
let page: Page;

beforeEach(async () => {
  sandbox = createFakeSandbox();
  page = await servePage(sandbox);
});

afterEach(() => page.close());

describe('the view of a person', () => {
  it('draws every person from this machine, with their role and its colour', async () => {
    const { body } = await get('/api/people');
    expect(body).toMatchObject({
      guild: sandbox.guild.name,
      people: expect.arrayContaining([
        expect.objectContaining({
          name: 'ada',
          role: 'Admin',
          colour: expect.stringMatching(/^light-dark\(#[0-9a-f]{6}, #[0-9a-f]{6}\)$/),
          avatar: expect.stringMatching(/^data:image\/svg\+xml,/),
        }),
        expect.objectContaining({ name: 'eve', displayName: 'Eve' }),
      ]),
    });
  });

  it('shows an ephemeral message to its person alone', async () => {
    sandbox.say('for all');
    sandbox.say('for ada', 'ada');
    expect((await get('/api/messages?as=ada&channel=moderation')).body).toMatchObject({
      messages: [{ content: 'for all' }, { content: 'for ada' }],
    });
    expect((await get('/api/messages?as=eve')).body).toMatchObject({ messages: [{ content: 'for all' }] });
  });

  it('exists for no other person and no other channel', async () => {
    expect(await get('/api/messages?as=nobody')).toMatchObject({
      status: 404,
      body: { error: 'No member nobody.' },
    });
    expect(await get('/api/messages?as=ada&channel=secret')).toMatchObject({ status: 400 });
  });

  it('announces changes to its listeners, and forgets those who have left', async () => {
    const cut = new AbortController();
    const response = await fetch(`${page.url}/api/events`, { signal: cut.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toContain('event: change');
    sandbox.say('something');
    expect((await reader?.read())?.value).toContain('event: change');
    expect(sandbox.listeners()).toBe(1);
    cut.abort();
    await expect.poll(() => sandbox.listeners()).toBe(0);
  });
});

describe('an act of a person', () => {
  it('is done as that person, in that channel', async () => {
    const { id } = sandbox.say('a card');
    await post('/api/command', {
      as: 'ada',
      channel: 'audit',
      path: 'user show',
      options: { nickname: 'lain' },
    });
    await post('/api/click', { as: 'ivan', message: id, customId: 'approve' });
    await post('/api/select', { as: 'mo', message: id, customId: 'who', values: ['lain'] });
    await post('/api/menu', { as: 'mo', name: 'Look at', target: { kind: 'message', id } });
    await post('/api/menu', {
      as: 'mo',
      name: 'Who is',
      target: { kind: 'member', id: sandbox.as('ada').id },
    });
    expect(sandbox.done).toEqual([
      ['ada', 'command', 'user show', { nickname: 'lain' }, { channel: 'audit' }],
      ['ivan', 'click', id, 'approve'],
      ['mo', 'select', id, 'who', ['lain']],
      ['mo', 'menu', 'Look at', id],
      ['mo', 'menu', 'Who is', sandbox.as('ada').id],
    ]);
  });

  it('asks the bot for its choices', async () => {
    const question = { path: 'user show', options: { nickname: 'la' }, focused: 'nickname' };
    expect((await post('/api/autocomplete', { as: 'ada', ...question })).body).toEqual({
      choices: [{ name: 'Lain', value: 'lain' }],
    });
  });

  it('brings a modal that only its own person can submit', async () => {
    sandbox.modal = modal;
    const { body } = await post('/api/command', { as: 'ada', path: 'user new', options: {} });
    expect(body).toMatchObject({ modal: { title: 'A new password' } });
    const { interaction } = body;
    expect(await post('/api/submit', { as: 'eve', interaction, values: {} })).toMatchObject({ status: 404 });
    expect(await post('/api/submit', { as: 'ada', interaction, values: { a: 'b' } })).toMatchObject({
      status: 200,
    });
    expect(sandbox.done.at(-1)).toEqual(['ada', 'submit', interaction, { a: 'b' }]);
  });

  it('is refused in one sentence where the sandbox rejects it', async () => {
    expect(await post('/api/command', { as: 'ada', path: 'nonsense', options: {} })).toEqual({
      status: 422,
      body: { error: 'No command /nonsense.' },
    });
  });

  it('is reported as unanswered where the bot is silent', async () => {
    sandbox.silent = true;
    expect(await post('/api/command', { as: 'ada', path: 'user list', options: {} })).toEqual({
      status: 504,
      body: { error: 'The bot did not respond within 3 seconds.' },
    });
  });

  it('is reported as unanswered where there is no bot', async () => {
    sandbox.deserted = true;
    const { id } = sandbox.say('a card');
    expect(await post('/api/click', { as: 'ada', message: id, customId: 'x' })).toMatchObject({
      status: 504,
    });
  });

  it('cannot be on a message that the person does not see', async () => {
    const { id } = sandbox.say('for ada', 'ada');
    expect(await post('/api/click', { as: 'eve', message: id, customId: 'x' })).toMatchObject({
      status: 409,
    });
    expect(sandbox.done).toEqual([]);
  });

  it('is reported as failed where the component is no longer there', async () => {
    const { id } = sandbox.say('a card');
    expect(await post('/api/click', { as: 'ada', message: id, customId: 'gone' })).toEqual({
      status: 409,
      body: { error: 'The message has no button gone.' },
    });
  });

  it.each([
    [{ as: 'ada', path: 'user list' }],
    [{ as: 'ada', path: '', options: {} }],
    [{ as: 'ada', path: 7, options: {} }],
    [{ as: 'ada', path: 'user list', options: { name: null } }],
    [{ as: 'ada', path: 'user list', options: { ['a'.repeat(33)]: 1 } }],
    ['not an object'],
  ])('is refused as %j', async (body) => {
    expect(await post('/api/command', body)).toMatchObject({
      status: 400,
      body: { error: expect.any(String) },
    });
  });

  it('is refused when it is not JSON, or too long', async () => {
    const broken = await fetch(`${page.url}/api/command`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(broken.status).toBe(400);
    expect(await broken.json()).toEqual({ error: expect.any(String) });
    const long = await post('/api/command', { as: 'ada', path: 'a'.repeat(300_000) });
    expect(long).toMatchObject({ status: 413, body: { error: expect.any(String) } });
  });
});

describe('people outside', () => {
  it('act where there are any, and the page is told what happened', async () => {
    expect(await post('/api/outside', { act: 'report' })).toMatchObject({ status: 404 });
    const lonely = page;
    const outside = {
      report: () => Promise.resolve('gina reported frank.'),
      register: () => Promise.reject(new Error('The database is gone.')),
      spam: () => Promise.resolve(''),
    };
    page = await servePage(sandbox, { outside });
    await lonely.close();
    expect(await post('/api/outside', { act: 'report' })).toEqual({
      status: 200,
      body: { happened: 'gina reported frank.' },
    });
    expect(await post('/api/outside', { act: 'register' })).toEqual({
      status: 422,
      body: { error: 'The database is gone.' },
    });
    expect(await post('/api/outside', { act: 'dance' })).toMatchObject({ status: 400 });
  });
});

describe('other sites', () => {
  it('cannot post, by script or by form', async () => {
    const body = { as: 'ada', path: 'user list', options: {} };
    expect(await post('/api/command', body, { origin: 'https://evil.example' })).toMatchObject({
      status: 403,
    });
    expect(await post('/api/command', body, { origin: 'null' })).toMatchObject({ status: 403 });
    expect(await post('/api/command', body, { 'content-type': 'text/plain' })).toMatchObject({ status: 415 });
    expect(sandbox.done).toEqual([]);
    expect(await post('/api/command', body, { origin: page.url })).toMatchObject({ status: 200 });
  });

  it('cannot connect under a host name of their own', async () => {
    const { port } = new URL(page.url);
    const status = await new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path: '/api/people', headers: { host: `evil.example:${port}` } })
        .on('response', (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });
});

interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function get(path: string): Promise<Reply> {
  return reply(await fetch(page.url + path));
}

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  return reply(
    await fetch(page.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    }),
  );
}

async function reply(response: Response): Promise<Reply> {
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
