import {
  ActionRowBuilder,
  AttachmentBuilder,
  ButtonBuilder,
  ButtonStyle,
  type ChatInputCommandInteraction,
  type Client,
  Events,
  type Interaction,
  LabelBuilder,
  MessageFlags,
  ModalBuilder,
  StringSelectMenuBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { beforeEach, describe, expect, test } from 'vitest';
import type { DiscordSandbox } from '../../src/sandbox/discord/index.ts';
import { connectedClient, sandboxForTest } from './connected-client.ts';
import { registerExamples } from './example-commands.ts';

let clock = Date.now();
let sandbox: DiscordSandbox;
let client: Client<true>;

/** The bot's way with the next interactions; what it rejects with is what the test sees. */
function onInteraction<T>(handle: (interaction: Interaction) => Promise<T>): Promise<T> {
  const outcome = Promise.withResolvers<T>();
  client.on(Events.InteractionCreate, (interaction) => {
    handle(interaction).then(outcome.resolve, outcome.reject);
  });
  return outcome.promise;
}

function onCommand<T>(handle: (interaction: ChatInputCommandInteraction) => Promise<T>): Promise<T> {
  const outcome = Promise.withResolvers<T>();
  client.on(Events.InteractionCreate, (interaction) => {
    if (interaction.isChatInputCommand()) {
      handle(interaction).then(outcome.resolve, outcome.reject);
    }
  });
  return outcome.promise;
}

beforeEach(async () => {
  clock = Date.now();
  sandbox = await sandboxForTest({ now: () => clock });
  client = await connectedClient(sandbox);
  await registerExamples(client, sandbox);
});

describe('the payload of a command', () => {
  test('says who sent it, where, and with which options', async () => {
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

describe('answers', () => {
  test('a deferred command shows that the bot thinks, then what it says', async () => {
    const done = onCommand(async (interaction) => {
      await interaction.deferReply();
      return interaction.editReply({ content: 'Done.', embeds: [{ title: 'Lain' }] });
    });
    const sent = await sandbox.as('ada').command('ping');
    const deferred = await sent.answered();
    expect(deferred.kind).toBe('deferred');
    expect(deferred.message?.flags).toBe(MessageFlags.Loading);
    const message = await sent.message();
    expect(message).toMatchObject({
      content: 'Done.',
      flags: 0,
      author: { username: 'Steward' },
      embeds: [{ title: 'Lain', type: 'rich' }],
      interaction_metadata: { user: { username: 'ada' } },
    });
    expect(sent.answers.map(({ kind }) => kind)).toEqual(['deferred', 'edit']);
    expect(sandbox.as('eve').messages()).toEqual([message]);
    expect((await done).id).toBe(message.id);
  });

  test('an ephemeral deferral stays private whatever the edit says, and only its person sees it', async () => {
    void onCommand(async (interaction) => {
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      await interaction.editReply('For you alone.');
    });
    const sent = await sandbox.as('ada').command('ping');
    expect((await sent.message()).flags).toBe(MessageFlags.Ephemeral);
    expect(sandbox.as('ada').messages()).toHaveLength(1);
    expect(sandbox.as('ivan').messages()).toHaveLength(0);
    expect(sent.answers.every(({ ephemeral }) => ephemeral)).toBe(true);
  });

  test('the first follow-up after a deferral fills the deferred message, the next is its own', async () => {
    void onCommand(async (interaction) => {
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      await interaction.followUp('first');
      const second = await interaction.followUp({ content: 'second', flags: MessageFlags.Ephemeral });
      await interaction.webhook.editMessage(second, 'second, edited');
      await interaction.followUp('third');
      await interaction.deleteReply();
    });
    const sent = await sandbox.as('ada').command('ping');
    await expect
      .poll(() => sent.answers.map(({ kind }) => kind))
      .toEqual(['deferred', 'follow-up', 'follow-up', 'edit', 'follow-up', 'delete']);
    expect(
      sandbox
        .as('ada')
        .messages()
        .map(({ content }) => content),
    ).toEqual(['second, edited', 'third']);
    expect(
      sandbox
        .as('eve')
        .messages()
        .map(({ content }) => content),
    ).toEqual(['third']);
  });

  test('with_response gives the message back', async () => {
    const id = onCommand(async (interaction) => {
      const response = await interaction.reply({ content: 'pong', withResponse: true });
      return response.resource?.message?.id;
    });
    const sent = await sandbox.as('ada').command('ping');
    expect(await id).toBe((await sent.message()).id);
  });

  test('files are kept, can be downloaded, and stay or go with an edit', async () => {
    const done = onCommand(async (interaction) => {
      await interaction.reply({
        content: 'The list',
        files: [new AttachmentBuilder(Buffer.from('id,nickname\n'), { name: 'users of us.csv' })],
      });
      const kept = await interaction.editReply({ content: 'Still the list' });
      const replaced = await interaction.editReply({
        attachments: [],
        files: [new AttachmentBuilder(Buffer.from('x'), { name: 'x.txt', description: 'An x' })],
      });
      return [kept, replaced].map(({ attachments }) => attachments.map(({ name }) => name));
    });
    const sent = await sandbox.as('ada').command('ping');
    expect(await done).toEqual([['users_of_us.csv'], ['x.txt']]);
    const [attachment] = sent.answers[0]?.message?.attachments ?? [];
    expect(attachment?.size).toBe(12);
    const download = await fetch(attachment?.url ?? '');
    expect(await download.text()).toBe('id,nickname\n');
  });
});

describe('deadlines', () => {
  test('an interaction left alone for 3 s is dead for both sides', async () => {
    const outcome = onCommand(async (interaction) => {
      clock += 3000;
      await interaction.reply('too late');
    });
    const sent = await sandbox.as('ada').command('ping');
    await expect(sent.answered()).rejects.toMatchObject({ code: 10062 });
    await expect(outcome).rejects.toMatchObject({ code: 10062, status: 404 });
    await expect(sent.message()).rejects.toMatchObject({ code: 10062 });
  });

  test('a second first answer is refused', async () => {
    const outcome = onInteraction(async (interaction) => {
      if (interaction.isChatInputCommand()) {
        await interaction.reply('once');
        interaction.replied = false;
        await interaction.reply('twice');
      }
    });
    await sandbox.as('ada').command('ping');
    await expect(outcome).rejects.toMatchObject({ code: 40060, status: 400 });
  });

  test('a follow-up before the first answer finds no webhook', async () => {
    const outcome = onCommand((interaction) => interaction.webhook.send('early'));
    await sandbox.as('ada').command('ping');
    await expect(outcome).rejects.toMatchObject({ code: 10015, status: 404 });
  });

  test('the token dies after a quarter of an hour', async () => {
    const outcome = onCommand(async (interaction) => {
      await interaction.deferReply();
      clock += 15 * 60 * 1000;
      await interaction.editReply('after lunch');
    });
    await sandbox.as('ada').command('ping');
    await expect(outcome).rejects.toMatchObject({ code: 50027, status: 401 });
  });

  test('a forgotten interaction arrives but cannot be answered', async () => {
    const outcome = onCommand((interaction) => interaction.reply('hello?'));
    sandbox.misbehave.forgetNextInteraction();
    await sandbox.as('ada').command('ping');
    await expect(outcome).rejects.toMatchObject({ code: 10062 });
  });
});

describe('components and modals', () => {
  const buttons = new ActionRowBuilder<ButtonBuilder>().addComponents(
    new ButtonBuilder().setCustomId('approve').setLabel('Approve').setStyle(ButtonStyle.Success),
    new ButtonBuilder().setCustomId('deny').setLabel('Deny').setStyle(ButtonStyle.Danger),
    new ButtonBuilder().setCustomId('never').setLabel('Never').setStyle(ButtonStyle.Danger).setDisabled(true),
  );

  test('a pressed button can change its message', async () => {
    void onInteraction(async (interaction) => {
      if (interaction.isButton()) {
        await interaction.update({ content: `by ${interaction.user.username}`, components: [] });
      } else if (interaction.isChatInputCommand()) {
        await interaction.reply({ content: 'Agree?', components: [buttons] });
      }
    });
    const card = await (await sandbox.as('ada').command('ping')).message();
    const press = await sandbox.as('ivan').click(card, 'approve');
    const updated = await press.message();
    expect(updated).toMatchObject({ id: card.id, content: 'by ivan', components: [] });
    expect(press.answers.map(({ kind }) => kind)).toEqual(['update']);
    expect(updated.edited_timestamp).not.toBeNull();
  });

  test('a deferred update is followed by an edit of the card', async () => {
    void onInteraction(async (interaction) => {
      if (interaction.isButton()) {
        await interaction.deferUpdate();
        await interaction.editReply('settled');
        await interaction.followUp({ content: 'between us', flags: MessageFlags.Ephemeral });
      } else if (interaction.isChatInputCommand()) {
        await interaction.reply({ content: 'Agree?', components: [buttons] });
      }
    });
    const card = await (await sandbox.as('ada').command('ping')).message();
    const press = await sandbox.as('ivan').click(card, 'approve');
    expect(await press.message()).toMatchObject({ id: card.id, content: 'settled' });
    await expect.poll(() => sandbox.as('ivan').messages()).toHaveLength(2);
    expect(sandbox.as('ada').messages()).toHaveLength(1);
  });

  test('only what can be pressed can be pressed', async () => {
    void onCommand((interaction) =>
      interaction.reply({ content: 'Agree?', components: [buttons], flags: MessageFlags.Ephemeral }),
    );
    const card = await (await sandbox.as('ada').command('ping')).message();
    await expect(sandbox.as('ada').click(card, 'never')).rejects.toThrow('disabled');
    await expect(sandbox.as('ada').click(card, 'unknown')).rejects.toThrow('no button');
    await expect(sandbox.as('ivan').click(card, 'approve')).rejects.toThrow('does not see');
  });

  test('chosen values of a menu arrive', async () => {
    const menu = new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(
      new StringSelectMenuBuilder()
        .setCustomId('reason')
        .addOptions({ label: 'Spam', value: 'spam' }, { label: 'Abuse', value: 'abuse' }),
    );
    void onInteraction(async (interaction) => {
      if (interaction.isStringSelectMenu()) {
        await interaction.update({ content: interaction.values.join(), components: [] });
      } else if (interaction.isChatInputCommand()) {
        await interaction.reply({ content: 'Why?', components: [menu] });
      }
    });
    const card = await (await sandbox.as('ada').command('ping')).message();
    await expect(sandbox.as('ada').select(card, 'reason', ['boredom'])).rejects.toThrow('offers spam, abuse');
    const choice = await sandbox.as('ada').select(card, 'reason', ['abuse']);
    expect((await choice.message()).content).toBe('abuse');
  });

  const modal = new ModalBuilder()
    .setCustomId('deny-reason')
    .setTitle('Deny')
    .addLabelComponents(
      new LabelBuilder()
        .setLabel('Why?')
        .setTextInputComponent(
          new TextInputBuilder().setCustomId('why').setStyle(TextInputStyle.Short).setMaxLength(20),
        ),
    );

  test('a modal is shown, filled in and sent', async () => {
    void onInteraction(async (interaction) => {
      if (interaction.isModalSubmit() && interaction.isFromMessage()) {
        await interaction.update({ content: interaction.fields.getTextInputValue('why'), components: [] });
      } else if (interaction.isButton()) {
        await interaction.showModal(modal);
      } else if (interaction.isChatInputCommand()) {
        await interaction.reply({ content: 'Agree?', components: [buttons] });
      }
    });
    const card = await (await sandbox.as('ada').command('ping')).message();
    const press = await sandbox.as('ivan').click(card, 'deny');
    expect(await press.answered()).toMatchObject({ kind: 'modal', modal: { title: 'Deny' } });
    await expect(sandbox.as('ivan').submit(press, { why: 'x'.repeat(21) })).rejects.toThrow('1 to 20');
    await expect(sandbox.as('ivan').submit(press, {})).rejects.toThrow('1 to 20');
    const submitted = await sandbox.as('ivan').submit(press, { why: 'No need' });
    expect(await submitted.message()).toMatchObject({ id: card.id, content: 'No need' });
  });

  test('a modal cannot be answered with another', async () => {
    const outcome = onInteraction(async (interaction) => {
      if (interaction.isModalSubmit()) {
        await client.rest.post(`/interactions/${interaction.id}/${interaction.token}/callback`, {
          body: { type: 9, data: modal.toJSON() },
          auth: false,
        });
      } else if (interaction.isChatInputCommand()) {
        await interaction.showModal(modal);
        return new Promise(() => {});
      }
      return undefined;
    });
    const command = await sandbox.as('ada').command('ping');
    await command.answered();
    await sandbox.as('ada').submit(command, { why: 'because' });
    await expect(outcome).rejects.toMatchObject({ code: 50035 });
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
  await expect(ada.autocomplete('user deactivate', {}, 'reason')).rejects.toThrow('no autocompletion');
});

test('watchers are told when something can be seen to change, until they stop', async () => {
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
