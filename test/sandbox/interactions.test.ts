import { Routes } from 'discord-api-types/v10';
import { beforeEach, describe, expect, test } from 'vitest';
import { createScene, type Scene } from './scene.ts';

let sandbox: Scene['sandbox'];
let onInteraction: Scene['onInteraction'];
let onCommand: Scene['onCommand'];
let client: Scene['client'];

beforeEach(async () => {
  ({ sandbox, client, onInteraction, onCommand } = await createScene());
});

describe('the payload of a command in a menu', () => {
  test('of a message contains the message', async () => {
    const seen = onInteraction(async (interaction) => interaction);
    await client.rest.post(Routes.channelMessages(sandbox.guild.channels.moderation.id), {
      body: { content: 'hello' },
    });
    const [shown] = sandbox.as('mo').messages();
    if (shown === undefined) throw new Error('There is no message.');
    await sandbox.as('mo').menu('Look at', shown);
    const interaction = await seen;

    if (!interaction.isMessageContextMenuCommand()) throw new Error('It is another interaction.');
    expect(interaction.commandName).toBe('Look at');
    expect(interaction.targetId).toBe(shown.id);
    expect(interaction.targetMessage.content).toBe('hello');
    expect(interaction.user.id).toBe(sandbox.as('mo').id);
  });

  test('of a member contains the member with their roles', async () => {
    const seen = onInteraction(async (interaction) => interaction);
    await sandbox.as('mo').menu('Who is', sandbox.as('ada').member);
    const interaction = await seen;

    if (!interaction.isUserContextMenuCommand()) throw new Error('It is another interaction.');
    expect(interaction.targetUser.username).toBe('ada');
    expect(interaction.targetMember?.roles).toBeDefined();
  });

  test('is refused where there is no such command', async () => {
    await expect(sandbox.as('mo').menu('Look at', sandbox.as('ada').member)).rejects.toThrow(
      'The menu of a member has no command Look at.',
    );
  });
});

describe('the payload of a command', () => {
  test('contains its sender, its place, and the options', async () => {
    const seen = onCommand(async (interaction) => interaction);
    await sandbox.as('mo').type('/user deactivate lain keep_followers:true spams a lot days:3');
    const interaction = await seen;
    expect(interaction.inCachedGuild()).toBe(true);
    expect(interaction.options.getSubcommand()).toBe('deactivate');
    expect(interaction.options.getString('nickname')).toBe('lain');
    expect(interaction.options.getString('reason')).toBe('spams a lot');
    expect(interaction.options.getBoolean('keep_followers')).toBe(true);
    expect(interaction.options.getInteger('days')).toBe(3);
    expect(interaction.user.id).toBe(sandbox.as('mo').id);
    expect(interaction.channelId).toBe(sandbox.guild.channels.moderation.id);
    expect(interaction.memberPermissions?.has('ManageMessages')).toBe(true);
    expect(interaction.memberPermissions?.has('Administrator')).toBe(false);
    expect(interaction.appPermissions.has('SendMessages')).toBe(true);
  });

  test('nests the options of a group', async () => {
    const seen = onCommand(async ({ options }) => [
      options.getSubcommandGroup(),
      options.getSubcommand(),
      options.getNumber('factor'),
      options.getString('kind'),
    ]);
    await sandbox.as('ada').type('/user token limit 0.5 kind:"Read only"');
    expect(await seen).toEqual(['token', 'limit', 0.5, 'read']);
  });

  test('can come from another guild, and from another channel', async () => {
    const seen: unknown[] = [];
    void onCommand(async ({ guildId, channelId, guild }) => {
      seen.push([
        guildId === sandbox.guild.id,
        channelId === sandbox.guild.channels.audit.id,
        guild !== null,
      ]);
    });
    await sandbox.as('ada').command('ping', {}, { guild: 'Elsewhere' });
    await sandbox.as('ada').command('ping', {}, { channel: '#audit' });
    await sandbox.as('ada').command('ping', {}, { channel: 'off-topic' });
    await expect
      .poll(() => seen)
      .toEqual([
        [false, false, false],
        [true, true, true],
        [true, false, true],
      ]);
  });
});

test('choices are offered for the option that is being typed', async () => {
  void onInteraction(async (interaction) => {
    if (interaction.isAutocomplete()) {
      const focused = interaction.options.getFocused(true);
      await interaction.respond([
        {
          name: `${focused.name}: ${focused.value}, ${interaction.options.getInteger('days')}`,
          value: 'lain',
        },
      ]);
    }
  });
  const ada = sandbox.as('ada');
  const choices = await ada.autocomplete('user deactivate', { nickname: 'la', days: 3 }, 'nickname');
  expect(choices).toEqual([{ name: 'nickname: la, 3', value: 'lain' }]);
  await expect(ada.autocomplete('user deactivate', {}, 'reason')).rejects.toThrow(
    'No suggestions for the option reason.',
  );
});

test('watchers are notified of visible changes, until they stop', async () => {
  void onCommand((interaction) => interaction.reply('pong'));
  let calls = 0;
  const stop = sandbox.watch(() => {
    calls += 1;
  });
  await (await sandbox.as('ada').command('ping')).message();
  expect(calls).toBeGreaterThan(0);
  stop();
  const before = calls;
  await (await sandbox.as('ada').command('ping')).message();
  expect(calls).toBe(before);
});
