import { once } from 'node:events';
import { inflateSync } from 'node:zlib';
import { Events, GatewayIntentBits, Status } from 'discord.js';
import { expect, test } from 'vitest';
import * as ws from 'ws';
import { NoSession } from '../../sandbox/discord/index.ts';
import { connectedClient, createClient, sandboxForTest } from './connected-client.ts';
import { registerExamples } from './example-commands.ts';

test('a client logs in and finds the guild with its roles, its channels and itself', async () => {
  const sandbox = await sandboxForTest();
  const client = await connectedClient(sandbox);
  await sandbox.ready();
  const guild = client.guilds.cache.get(sandbox.guild.id);
  expect(client.user.username).toBe('Steward');
  expect(client.user.bot).toBe(true);
  expect(guild?.roles.cache.map(({ name }) => name).sort()).toEqual([
    '@everyone',
    'Admin',
    'Moderator',
    'Steward',
  ]);
  expect(guild?.channels.cache.map(({ name }) => name).sort()).toEqual([
    'audit',
    'moderation',
    'reports',
    'sign-ups',
  ]);
  expect(guild?.members.cache.map(({ id }) => id)).toEqual([sandbox.applicationId]);
  const ada = await guild?.members.fetch(sandbox.as('ada').id);
  expect(ada?.roles.cache.has(sandbox.guild.roles.admin.id)).toBe(true);
});

test('a wrong token is refused before the gateway is reached', async () => {
  const sandbox = await sandboxForTest();
  await expect(createClient(sandbox).login('not.the.token')).rejects.toThrow(/token/i);
  expect(sandbox.requests).toMatchObject([{ path: '/gateway/bot', status: 401 }]);
});

test('the gateway itself refuses a wrong token and a privileged intent', async () => {
  const sandbox = await sandboxForTest();
  const url = `${sandbox.apiUrl.replace('http', 'ws').replace('/api', '/gateway')}?v=10&encoding=json`;
  const closeCode = async (token: string, intents: number) => {
    const socket = new WebSocket(url);
    await once(socket, 'open');
    socket.send(JSON.stringify({ op: 2, d: { token, intents, properties: {} } }));
    const [event] = await once(socket, 'close');
    return event.code;
  };
  expect(await closeCode('not.the.token', GatewayIntentBits.Guilds)).toBe(4004);
  expect(await closeCode(sandbox.token, GatewayIntentBits.GuildMembers)).toBe(4014);
});

test('payloads are deflated for a client that asks for it', async () => {
  const sandbox = await sandboxForTest();
  const url = `${sandbox.apiUrl.replace('http', 'ws').replace('/api', '/gateway')}?v=10&encoding=json`;
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  await once(socket, 'message');
  socket.send(JSON.stringify({ op: 2, d: { token: sandbox.token, intents: 0, compress: true } }));
  const [{ data }] = await once(socket, 'message');
  expect(JSON.parse(inflateSync(data).toString())).toMatchObject({ op: 0, t: 'READY', s: 1 });
  socket.close();
});

test('without the Guilds intent no events of guilds are sent', async () => {
  const sandbox = await sandboxForTest();
  const client = createClient(sandbox, { intents: [] });
  await client.login(sandbox.token);
  await sandbox.ready();
  expect(client.guilds.cache.get(sandbox.guild.id)?.available ?? false).toBe(false);
});

test('a client that is cut off resumes and receives what was sent in the meantime', async () => {
  const sandbox = await sandboxForTest();
  const client = await connectedClient(sandbox);
  await registerExamples(client, sandbox);
  client.on(Events.InteractionCreate, (interaction) => {
    if (interaction.isChatInputCommand()) {
      void interaction.reply('pong');
    }
  });
  const resumed = once(client, Events.ShardResume);
  sandbox.misbehave.dropGateway();
  const interaction = await sandbox.as('ada').command('ping');
  expect((await interaction.message()).content).toBe('pong');
  const [, replayed] = await resumed;
  expect(replayed).toBe(2);
  expect(client.ws.status).toBe(Status.Ready);
});

test('a client that is asked to reconnect resumes its session', async () => {
  const sandbox = await sandboxForTest();
  const client = await connectedClient(sandbox);
  const resumed = once(client, Events.ShardResume);
  sandbox.misbehave.reconnectGateway();

  expect(await resumed).toEqual([0, expect.any(Number)]);
  await sandbox.ready();
});

test('a session declared invalid but resumable is resumed', async () => {
  const sandbox = await sandboxForTest();
  const client = await connectedClient(sandbox);
  const resumed = once(client, Events.ShardResume);
  sandbox.misbehave.invalidateSession(true);

  expect(await resumed).toEqual([0, expect.any(Number)]);
  await sandbox.ready();
});

test('a session declared invalid and not resumable makes the client identify again', async () => {
  const sandbox = await sandboxForTest();
  const client = await connectedClient(sandbox);
  await registerExamples(client, sandbox);
  const ready = once(client, Events.ShardReady);
  sandbox.misbehave.invalidateSession(false);
  await ready;
  await sandbox.ready();
  const heard = once(client, Events.InteractionCreate);
  await sandbox.as('ada').command('ping');
  const [interaction] = await heard;
  expect(interaction.commandName).toBe('ping');
});

test('two replicas with one token both receive an interaction', async () => {
  const sandbox = await sandboxForTest();
  const replicas = await Promise.all([connectedClient(sandbox), connectedClient(sandbox)]);
  await registerExamples(replicas[0], sandbox);
  const heard = Promise.all(replicas.map((replica) => once(replica, Events.InteractionCreate)));
  const sent = await sandbox.as('ada').command('ping');
  expect((await heard).map(([interaction]) => interaction.id)).toEqual([sent.id, sent.id]);
});

test('an interaction can be delivered twice under one id', async () => {
  const sandbox = await sandboxForTest();
  const client = await connectedClient(sandbox);
  await registerExamples(client, sandbox);
  const ids: string[] = [];
  client.on(Events.InteractionCreate, ({ id }) => ids.push(id));
  sandbox.misbehave.deliverTwice();
  const first = await sandbox.as('ada').command('ping');
  const second = await sandbox.as('ada').command('ping');
  await expect.poll(() => ids).toEqual([first.id, first.id, second.id]);
});

test('an interaction is refused immediately while no bot has a session', async () => {
  const sandbox = await sandboxForTest();
  const client = await connectedClient(sandbox);
  await registerExamples(client, sandbox);
  await client.destroy();
  const ada = sandbox.as('ada');
  await expect.poll(() => ada.command('ping').catch((error) => error)).toBeInstanceOf(NoSession);
  await expect(ada.type('/ping')).rejects.toBeInstanceOf(NoSession);
});

test('an interaction for a bot that was killed is given up by its sender after 3 s', async () => {
  let clock = Date.now();
  const sandbox = await sandboxForTest({ now: () => clock });
  const client = await connectedClient(sandbox);
  await registerExamples(client, sandbox);
  await client.destroy();
  const socket = new ws.WebSocket(`${sandbox.apiUrl.replace('http', 'ws').replace('/api', '/gateway')}?v=10`);
  await once(socket, 'open');
  socket.send(JSON.stringify({ op: 2, d: { token: sandbox.token, intents: 1, properties: {} } }));
  await sandbox.ready();
  socket.terminate();
  const sent = await sandbox.as('ada').command('ping');
  clock += 3000;
  await expect(sent.answered()).rejects.toMatchObject({ code: 10062 });
  await expect(sent.message()).rejects.toMatchObject({ code: 10062 });
});

test('waiting for a bot ends when none connects', async () => {
  const sandbox = await sandboxForTest();
  await expect(sandbox.ready(30)).rejects.toBeInstanceOf(NoSession);
});
