import { ApplicationCommandOptionType, type REST, Routes } from 'discord.js';
import { beforeEach, describe, expect, test } from 'vitest';
import { ApiError, type DiscordSandbox, NotSendable } from '../../sandbox/discord/index.ts';
import { connectedClient, restOf, sandboxForTest } from './connected-client.ts';
import { registerExamples } from './example-commands.ts';

let sandbox: DiscordSandbox;

beforeEach(async () => {
  sandbox = await sandboxForTest();
});

describe('registration', () => {
  let rest: REST;
  let path: `/${string}`;

  beforeEach(() => {
    rest = restOf(sandbox);
    path = Routes.applicationGuildCommands(sandbox.applicationId, sandbox.guild.id);
  });

  test('keeps the ids of commands that are registered again', async () => {
    const client = await connectedClient(sandbox);
    await registerExamples(client, sandbox);
    const before = sandbox.commands.map(({ id, name }) => [name, id]);
    await registerExamples(client, sandbox);
    expect(sandbox.commands.map(({ id, name }) => [name, id])).toEqual(before);
    expect(sandbox.registrations).toBe(2);
  });

  test('creates, replaces, edits, reads and deletes one command', async () => {
    const guild = sandbox.guild.id;
    const { application } = await connectedClient(sandbox);
    const created = await application.commands.create({ name: 'ping', description: 'One' }, guild);
    const replaced = await application.commands.create({ name: 'ping', description: 'Two' }, guild);
    expect(replaced.id).toBe(created.id);
    const edited = await application.commands.edit(
      created,
      { description: 'Three', defaultMemberPermissions: '0' },
      guild,
    );
    expect(edited.description).toBe('Three');
    expect(sandbox.commands).toMatchObject([{ name: 'ping', default_member_permissions: '0' }]);
    const all = await application.commands.fetch({ guildId: guild });
    expect(all.map(({ name }) => name)).toEqual(['ping']);
    await application.commands.delete(created, guild);
    expect(sandbox.commands).toEqual([]);
    await expect(application.commands.delete(created, guild)).rejects.toMatchObject({ code: 10063 });
  });

  test('refuses what Discord refuses, and then changes nothing', async () => {
    const string = { type: ApplicationCommandOptionType.String, description: 'd' };
    const choice = { name: 'c', value: 'c' };
    const bad: object[] = [
      { name: 'Ping', description: 'd' },
      { name: 'with space', description: 'd' },
      { name: 'x'.repeat(33), description: 'd' },
      { name: 'nothing' },
      { name: 'long', description: 'd'.repeat(101) },
      { name: 'o', description: 'd', options: [{ ...string, name: 'Upper' }] },
      {
        name: 'o',
        description: 'd',
        options: [
          { ...string, name: 'a' },
          { ...string, name: 'b', required: true },
        ],
      },
      {
        name: 'o',
        description: 'd',
        options: [
          { ...string, name: 'a' },
          { ...string, name: 'a' },
        ],
      },
      {
        name: 'o',
        description: 'd',
        options: Array.from({ length: 26 }, (_, index) => ({ ...string, name: `o${index}` })),
      },
      { name: 'o', description: 'd', options: [{ ...string, name: 'a', choices: Array(26).fill(choice) }] },
      { name: 'o', description: 'd', options: [{ ...string, name: 'a', choices: [choice, choice] }] },
      {
        name: 'o',
        description: 'd',
        options: [{ ...string, name: 'a', choices: [{ name: 'x'.repeat(101), value: 'x' }] }],
      },
      {
        name: 'o',
        description: 'd',
        options: [{ ...string, name: 'a', choices: [choice], autocomplete: true }],
      },
      {
        name: 'o',
        description: 'd',
        options: [
          { ...string, name: 'a' },
          { type: 1, name: 'b', description: 'd' },
        ],
      },
      {
        name: 'big',
        description: 'd',
        options: Array.from({ length: 25 }, (_, index) => ({
          ...string,
          name: `o${index}`,
          choices: Array.from({ length: 4 }, (_unused, at) => ({
            name: `${at}`.padEnd(100),
            value: `${at}`,
          })),
        })),
      },
    ];
    for (const body of bad) {
      await expect(rest.post(path, { body }), JSON.stringify(body)).rejects.toMatchObject({
        code: 50035,
        status: 400,
      });
      await expect(rest.put(path, { body: [body] })).rejects.toMatchObject({ code: 50035 });
    }
    const ping = { name: 'ping', description: 'd' };
    await expect(rest.put(path, { body: [ping, ping] })).rejects.toMatchObject({ code: 50035 });
    const many = Array.from({ length: 101 }, (_, index) => ({ ...ping, name: `c${index}` }));
    await expect(rest.put(path, { body: many })).rejects.toMatchObject({ code: 50035 });
    expect(sandbox.commands).toEqual([]);
    expect(sandbox.registrations).toBe(0);
  });
});

describe('a person', () => {
  beforeEach(async () => {
    await registerExamples(await connectedClient(sandbox), sandbox);
  });

  test('cannot send what the command does not take', async () => {
    const ada = sandbox.as('ada');
    const good = { nickname: 'lain', reason: 'spam' };
    const deactivate = (options: Record<string, string | number | boolean>) =>
      ada.command('user deactivate', options);
    await expect(deactivate({ nickname: 'lain' })).rejects.toThrow('Type the required options: reason.');
    await expect(deactivate({ ...good, force: true })).rejects.toThrow(
      'No option force. Check the spelling, or choose a suggestion.',
    );
    await expect(deactivate({ ...good, keep_followers: 'yes' })).rejects.toThrow('true or false');
    await expect(deactivate({ ...good, days: 1.5 })).rejects.toThrow('whole number');
    await expect(deactivate({ ...good, days: 31 })).rejects.toThrow('from 1 to 30');
    await expect(deactivate({ ...good, reason: 'x'.repeat(101) })).rejects.toThrow('1 to 100 characters');
    await expect(deactivate({ ...good, nickname: '' })).rejects.toThrow('1 to 6000 characters');
    await expect(ada.command('user token limit', { factor: 1, kind: 'some' })).rejects.toThrow('one of Read');
    await expect(ada.command('user')).rejects.toThrow('Type one of these after /user: deactivate, token.');
    await expect(ada.command('usr')).rejects.toBeInstanceOf(NotSendable);
    await deactivate(good);
  });

  test('finds only the commands that are theirs, but can be made to send any', async () => {
    const line = '/user deactivate lain spam';
    await expect(sandbox.as('eve').type(line)).rejects.toThrow('No command /user.');
    await sandbox.as('eve').command('user deactivate', { nickname: 'lain', reason: 'spam' });
    await sandbox.as('eve').type('/ping');
    await sandbox.as('mo').type(line);
    await sandbox.as('ivan').type(line);
  });

  test('gets no answer from a bot that is silent for 3 s', async () => {
    const start = performance.now();
    await expect(
      sandbox.as('ada').autocomplete('user deactivate', { nickname: 'l' }, 'nickname'),
    ).rejects.toBeInstanceOf(ApiError);
    expect(performance.now() - start).toBeGreaterThanOrEqual(2990);
  });

  test('is a member of the guild', () => {
    expect(() => sandbox.as('nobody')).toThrow(NotSendable);
    expect(sandbox.guild.members.map(({ user }) => user.username)).toEqual([
      'ada',
      'ivan',
      'grace',
      'mo',
      'noor',
      'eve',
      'mallory',
    ]);
  });
});
