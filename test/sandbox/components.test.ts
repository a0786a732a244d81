import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  LabelBuilder,
  MessageFlags,
  ModalBuilder,
  StringSelectMenuBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { beforeEach, describe, expect, test } from 'vitest';
import { createScene, type Scene } from './scene.ts';

let sandbox: Scene['sandbox'];
let client: Scene['client'];
let onInteraction: Scene['onInteraction'];
let onCommand: Scene['onCommand'];

beforeEach(async () => {
  ({ sandbox, client, onInteraction, onCommand } = await createScene());
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

  test('a button press on an older state of a card still arrives, but not once the card is gone', async () => {
    const presses: string[] = [];
    void onInteraction(async (interaction) => {
      if (interaction.isButton()) {
        presses.push(interaction.user.username);
        await interaction.update({ content: 'settled', components: [] });
      } else if (interaction.isChatInputCommand()) {
        await interaction.reply({ content: 'Agree?', components: [buttons] });
      }
    });
    const asked = await sandbox.as('ada').command('ping');
    const card = await asked.message();
    await (await sandbox.as('ivan').click(card, 'approve')).message();
    await (await sandbox.as('ada').click(card, 'approve')).message();
    expect(presses).toEqual(['ivan', 'ada']);
    await client.rest.delete(`/webhooks/${sandbox.applicationId}/${asked.token}/messages/@original`);
    await expect(sandbox.as('ada').click(card, 'approve')).rejects.toThrow('cannot see');
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

  test('only enabled components can be used', async () => {
    void onCommand((interaction) =>
      interaction.reply({ content: 'Agree?', components: [buttons], flags: MessageFlags.Ephemeral }),
    );
    const card = await (await sandbox.as('ada').command('ping')).message();
    await expect(sandbox.as('ada').click(card, 'never')).rejects.toThrow('disabled');
    await expect(sandbox.as('ada').click(card, 'unknown')).rejects.toThrow('no button');
    await expect(sandbox.as('ivan').click(card, 'approve')).rejects.toThrow('cannot see');
  });

  test('the chosen values of a menu arrive', async () => {
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
    await expect(sandbox.as('ada').select(card, 'reason', ['boredom'])).rejects.toThrow(
      'Invalid reason: must be one of spam, abuse.',
    );
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
