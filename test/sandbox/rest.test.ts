import { once } from 'node:events';
import { createServer } from 'node:net';
import {
  AllowedMentionsTypes,
  ButtonStyle,
  ComponentType,
  DiscordAPIError,
  HTTPError,
  REST,
  RESTEvents,
  Routes,
} from 'discord.js';
import { beforeEach, describe, expect, test } from 'vitest';
import type { DiscordSandbox } from '../../src/sandbox/discord/index.ts';
import { connectedClient, sandboxForTest } from './connected-client.ts';

let sandbox: DiscordSandbox;
let rest: REST;
let messages: `/${string}`;

function restOf(of: DiscordSandbox, token = of.token): REST {
  return new REST({ api: of.apiUrl, offset: 0 }).setToken(token);
}

/** The error that Discord gives for a message with this body. */
async function refusal(body: unknown, to: `/${string}` = messages): Promise<unknown> {
  const error = await rest.post(to, { body }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DiscordAPIError);
  return error instanceof DiscordAPIError ? error.rawError : undefined;
}

function button(customId: string) {
  return { type: ComponentType.Button, style: ButtonStyle.Primary, label: 'Press', custom_id: customId };
}

function row(...components: unknown[]) {
  return { type: ComponentType.ActionRow, components };
}

beforeEach(async () => {
  sandbox = await sandboxForTest();
  rest = restOf(sandbox);
  messages = Routes.channelMessages(sandbox.guild.channels.audit.id);
});

describe('messages in channels', () => {
  test('are posted, read, edited and deleted', async () => {
    const client = await connectedClient(sandbox);
    const channel = await client.channels.fetch(sandbox.guild.channels.audit.id);
    if (!channel?.isSendable()) {
      throw new Error('The channel should be one to write in.');
    }
    const message = await channel.send({ content: 'one', embeds: [{ title: 'Card' }] });
    await message.edit('two');
    expect(sandbox.as('eve').messages('audit')).toMatchObject([
      { content: 'two', embeds: [{ title: 'Card' }] },
    ]);
    expect((await message.fetch(true)).content).toBe('two');
    expect((await channel.messages.fetch()).map(({ id }) => id)).toEqual([message.id]);
    await message.delete();
    expect(sandbox.as('eve').messages('audit')).toEqual([]);
    await expect(message.edit('three')).rejects.toMatchObject({ code: 10008 });
  });

  test('with an enforced nonce are created once', async () => {
    const post = () => rest.post(messages, { body: { content: 'card', nonce: '42', enforce_nonce: true } });
    const [first, second] = [await post(), await post()];
    expect(second).toEqual(first);
    expect(sandbox.as('ada').messages('audit')).toHaveLength(1);
  });

  test('can reply to one another, but not to one that is not there', async () => {
    const client = await connectedClient(sandbox);
    const channel = await client.channels.fetch(sandbox.guild.channels.audit.id);
    if (!channel?.isSendable()) {
      throw new Error('The channel should be one to write in.');
    }
    const question = await channel.send('Is it so?');
    const reply = await question.reply('It is.');
    expect(reply.reference?.messageId).toBe(question.id);
    await question.delete();
    await expect(question.reply('Still.')).rejects.toMatchObject({ code: 50035 });
  });

  test('mention whom they are allowed to', async () => {
    const ada = sandbox.as('ada').id;
    const content = `@everyone <@${ada}> <@&${sandbox.guild.roles.admin.id}>`;
    const post = (allowed?: object) => rest.post(messages, { body: { content, allowed_mentions: allowed } });
    expect(await post()).toMatchObject({ mention_everyone: true, mentions: [{ id: ada }] });
    expect(await post({ parse: [] })).toMatchObject({
      mention_everyone: false,
      mentions: [],
      mention_roles: [],
    });
    expect(await post({ parse: [AllowedMentionsTypes.User] })).toMatchObject({
      mention_everyone: false,
      mentions: [{ id: ada }],
    });
  });

  test('are refused where the bot has no access', async () => {
    const closed = await sandboxForTest({ closedToBot: ['audit'] });
    await expect(
      restOf(closed).post(Routes.channelMessages(closed.guild.channels.audit.id), { body: { content: 'x' } }),
    ).rejects.toMatchObject({ code: 50001, status: 403 });
    await expect(
      restOf(closed).post(Routes.channelMessages('1'), { body: { content: 'x' } }),
    ).rejects.toMatchObject({ code: 10003, status: 404 });
  });
});

describe('what Discord does not take', () => {
  test('a message without anything to see', async () => {
    for (const body of [{}, { content: ' ' }, { embeds: [{}] }, { embeds: [{ color: 1 }] }]) {
      expect(await refusal(body)).toMatchObject({ code: 50006 });
    }
  });

  test('texts that are too long, told where they are', async () => {
    expect(await refusal({ content: 'x'.repeat(2001) })).toMatchObject({
      code: 50035,
      message: 'Invalid Form Body',
      errors: {
        content: {
          _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 2000 or fewer in length.' }],
        },
      },
    });
    const embeds: [object, object][] = [
      [{ title: 'x'.repeat(257) }, { title: {} }],
      [{ description: 'x'.repeat(4097) }, { description: {} }],
      [{ footer: { text: 'x'.repeat(2049) } }, { footer: { text: {} } }],
      [{ author: { name: 'x'.repeat(257) } }, { author: { name: {} } }],
      [{ fields: [{ name: 'x'.repeat(257), value: 'x' }] }, { fields: { 0: { name: {} } } }],
      [{ fields: [{ name: 'x', value: 'x'.repeat(1025) }] }, { fields: { 0: { value: {} } } }],
      [{ fields: [{ name: 'x', value: '' }] }, { fields: { 0: { value: {} } } }],
      [{ fields: Array(26).fill({ name: 'x', value: 'x' }) }, { fields: {} }],
    ];
    for (const [embed, errors] of embeds) {
      expect(await refusal({ embeds: [embed] })).toMatchObject({
        code: 50035,
        errors: { embeds: { 0: errors } },
      });
    }
  });

  test('more than ten embeds, or 6000 characters over all of them', async () => {
    expect(await refusal({ embeds: Array(11).fill({ title: 'x' }) })).toMatchObject({ code: 50035 });
    const full = { description: 'x'.repeat(3000) };
    await rest.post(messages, { body: { embeds: [full, full] } });
    expect(await refusal({ embeds: [full, full, { title: 'x' }] })).toMatchObject({
      errors: { embeds: { _errors: [{ code: 'MAX_EMBED_SIZE_EXCEEDED' }] } },
    });
  });

  test('components that do not fit', async () => {
    const select = {
      type: ComponentType.StringSelect,
      custom_id: 'menu',
      options: [{ label: 'x', value: 'x' }],
    };
    const bad = [
      [row(button('a'), button('a'))],
      [row(button('a')), row(button('a'))],
      [row(...['a', 'b', 'c', 'd', 'e', 'f'].map(button))],
      ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => row(button(id))),
      [row()],
      [row(button('x'.repeat(101)))],
      [row({ ...button('a'), custom_id: undefined })],
      [row({ ...button('a'), label: 'x'.repeat(81) })],
      [row({ ...button('a'), label: undefined })],
      [row({ ...button('a'), style: ButtonStyle.Link, url: 'https://example.org' })],
      [row(select, button('a'))],
      [row({ ...select, options: Array(26).fill(select.options[0]) })],
      [row({ ...select, options: Array(2).fill(select.options[0]) })],
      [button('a')],
    ];
    for (const components of bad) {
      expect(await refusal({ content: 'x', components })).toMatchObject({
        code: 50035,
        errors: { components: {} },
      });
    }
    await rest.post(messages, { body: { content: 'x', components: [row(button('a')), row(select)] } });
  });

  test('mentions that contradict themselves', async () => {
    const allowed = { parse: ['users'], users: ['1234567890123456789'] };
    expect(await refusal({ content: 'x', allowed_mentions: allowed })).toMatchObject({
      errors: { allowed_mentions: { _errors: [{ code: 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE' }] } },
    });
  });

  test('bodies that are no JSON, routes that are none, tokens that are wrong', async () => {
    const post = (path: string, token: string, body?: string) =>
      fetch(`${sandbox.apiUrl}/v10${path}`, {
        method: 'POST',
        headers: { Authorization: `Bot ${token}` },
        ...(body && { body }),
      });
    expect(await (await post(messages, sandbox.token, '{')).json()).toMatchObject({ code: 50109 });
    const unknown = await post('/nowhere', sandbox.token);
    expect([unknown.status, await unknown.json()]).toEqual([404, { message: '404: Not Found', code: 0 }]);
    const wrong = await post(messages, 'not.the.token', '{"content":"x"}');
    expect([wrong.status, await wrong.json()]).toEqual([401, { message: '401: Unauthorized', code: 0 }]);
  });

  test('files beyond the size limit', async () => {
    const file = { name: 'big.bin', data: Buffer.alloc(10 * 1024 * 1024 + 1) };
    await expect(rest.post(messages, { body: {}, files: [file] })).rejects.toMatchObject({ code: 40005 });
  });
});

describe('trouble on request', () => {
  test('a rate limit is told, waited for and overcome', async () => {
    const limits: number[] = [];
    rest.on(RESTEvents.RateLimited, ({ retryAfter }) => limits.push(retryAfter));
    sandbox.misbehave.rateLimit(1, 0.2, /messages$/);
    const start = performance.now();
    await rest.post(messages, { body: { content: 'patience' } });
    expect(performance.now() - start).toBeGreaterThanOrEqual(190);
    expect(limits).toEqual([200]);
    expect(sandbox.requests.map(({ status }) => status)).toEqual([429, 200]);
    expect(sandbox.as('ada').messages('audit')).toHaveLength(1);
  });

  test('the body and headers of a rate limit say when to come back', async () => {
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

  test('a failing request is repeated until it gets through', async () => {
    sandbox.misbehave.fail(2, /messages$/);
    await rest.post(messages, { body: { content: 'again' } });
    expect(sandbox.requests.map(({ status }) => status)).toEqual([500, 500, 200]);
    sandbox.misbehave.fail(4);
    await expect(rest.get(Routes.user())).rejects.toBeInstanceOf(HTTPError);
  });

  test('an answer can be late, though what was asked is done at once', async () => {
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

test('rate-limit headers come with every answer', async () => {
  const response = await fetch(`${sandbox.apiUrl}/v10/gateway/bot`);
  expect(response.status).toBe(401);
  for (const name of ['Limit', 'Remaining', 'Reset', 'Reset-After', 'Bucket']) {
    expect(response.headers.get(`X-RateLimit-${name}`), name).not.toBeNull();
  }
});

test('a closed sandbox gives its port back', async () => {
  const port = Number(new URL(sandbox.apiUrl).port);
  const other = await sandboxForTest({ port: 0 });
  await connectedClient(other);
  const taken = Number(new URL(other.apiUrl).port);
  expect(taken).not.toBe(port);
  await other.close();
  const server = createServer().listen(taken, '127.0.0.1');
  await once(server, 'listening');
  server.close();
});
