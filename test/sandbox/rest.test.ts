import { once } from 'node:events';
import { createServer } from 'node:net';
import { AllowedMentionsTypes, type REST, Routes } from 'discord.js';
import { PrivateApplicationResponseSchema, UserPIIResponseSchema } from 'discord-api-spec/zod';
import { beforeEach, describe, expect, test } from 'vitest';
import type { DiscordSandbox } from '../../sandbox/discord/index.ts';
import { connectedClient, restOf, sandboxForTest } from './connected-client.ts';

let sandbox: DiscordSandbox;
let rest: REST;
let messages: `/${string}`;

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

  test('can reply to one another, but not to a missing one', async () => {
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

  test('mention only the allowed people and roles', async () => {
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

test('the bot’s data about itself has Discord’s format', async () => {
  expect(UserPIIResponseSchema.safeParse(await rest.get(Routes.user())).error).toBeUndefined();
  const told = await rest.get(Routes.currentApplication());
  expect(PrivateApplicationResponseSchema.safeParse(told).error).toBeUndefined();
});

test('a closed sandbox releases its port', async () => {
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
