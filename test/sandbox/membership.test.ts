import { Routes } from 'discord.js';
import { beforeEach, expect, test } from 'vitest';
import { NotSendable } from '../../sandbox/discord/index.ts';
import { createScene, type Scene } from './scene.ts';

let sandbox: Scene['sandbox'];
let client: Scene['client'];
let onCommand: Scene['onCommand'];

beforeEach(async () => {
  ({ sandbox, client, onCommand } = await createScene());
});

/** Returns the roles that Discord's API has for that person. */
async function rolesOf(id: string): Promise<unknown> {
  const member = await client.rest.get(Routes.guildMember(sandbox.guild.id, id));
  return member !== null && typeof member === 'object' && 'roles' in member ? member.roles : undefined;
}

test('given and removed roles are in the person’s interactions and in look-ups', async () => {
  const seen: string[][] = [];
  void onCommand(async ({ member }) => {
    if (Array.isArray(member?.roles) || !member) return;
    seen.push(member.roles.cache.map(({ name }) => name).sort());
  });
  const { admin, moderator } = sandbox.guild.roles;
  const eve = sandbox.as('eve');
  eve.give('moderator');
  eve.give('admin');
  eve.give('admin');
  await sandbox.as('eve').command('ping');
  expect(await rolesOf(eve.id)).toEqual([moderator.id, admin.id]);
  eve.take('moderator');
  eve.take('admin');
  await eve.command('ping');
  await expect.poll(() => seen).toEqual([['@everyone', 'Admin', 'Moderator'], ['@everyone']]);
  expect(await rolesOf(eve.id)).toEqual([]);
});

test('a bot without the members intent gets no events of roles, but those of messages', async () => {
  const packets: unknown[] = [];
  client.on('raw' as never, ({ t }: { t: string }) => packets.push(t));
  const heard = onCommand(async ({ commandName }) => commandName);
  sandbox.as('eve').give('admin');
  sandbox.as('noor').leave();
  await sandbox.as('ada').command('ping');
  await heard;
  expect(packets).toEqual(['INTERACTION_CREATE']);
});

test('a person who has left is unknown as a member, known as a user, and can send nothing more', async () => {
  void onCommand((interaction) => interaction.reply('pong'));
  const noor = sandbox.as('noor');
  const message = await (await noor.command('ping')).message();
  noor.leave();
  await expect(rolesOf(noor.id)).rejects.toMatchObject({ code: 10007, status: 404 });
  expect(await client.rest.get(Routes.user(noor.id))).toMatchObject({ username: 'noor' });
  await expect(noor.command('ping')).rejects.toThrow('noor has left the server.');
  await expect(noor.type('/ping')).rejects.toBeInstanceOf(NotSendable);
  expect(() => noor.remove(message)).toThrow(NotSendable);
  expect(() => sandbox.as('noor')).toThrow(NotSendable);
  expect(noor.messages()).toEqual([]);
});
