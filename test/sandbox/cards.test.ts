import {
  ActionRowBuilder,
  AttachmentBuilder,
  ButtonBuilder,
  type ButtonInteraction,
  ButtonStyle,
  LabelBuilder,
  MessageFlags,
  ModalBuilder,
  Routes,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { beforeEach, describe, expect, test } from 'vitest';
import { NoMessage, NotSendable, type SandboxPerson } from '../../sandbox/discord/index.ts';
import { createScene, type Scene } from './scene.ts';

let sandbox: Scene['sandbox'];
let client: Scene['client'];
let onInteraction: Scene['onInteraction'];
let pass: Scene['pass'];
let ada: SandboxPerson;

beforeEach(async () => {
  ({ sandbox, client, onInteraction, pass } = await createScene());
  ada = sandbox.as('ada');
});

const buttons = new ActionRowBuilder<ButtonBuilder>().addComponents(
  new ButtonBuilder().setCustomId('approve').setLabel('Approve').setStyle(ButtonStyle.Success),
);

/** Posts a card by the channel's route, as the bot does after the interaction's token has expired. */
async function postCard(content = 'Agree?') {
  const { id } = sandbox.guild.channels.moderation;
  const channel = await client.channels.fetch(id);
  if (!channel?.isSendable()) throw new Error('The bot cannot write there');
  return channel.send({ content, components: [buttons] });
}

/** Returns the message as ada sees it. */
function seen(id: string) {
  const message = ada.messages().find((candidate) => candidate.id === id);
  if (!message) throw new Error('ada does not see the card');
  return message;
}

function onPress<T>(handle: (interaction: ButtonInteraction) => Promise<T>): Promise<T> {
  return onInteraction((interaction) =>
    interaction.isButton() ? handle(interaction) : new Promise(() => {}),
  );
}

describe('a card that is edited by its channel', () => {
  test('takes new text, buttons and files, and answers the button press on it', async () => {
    const card = await postCard();
    void onPress(async (interaction) => {
      await interaction.deferUpdate();
      const file = new AttachmentBuilder(Buffer.from('lain\n'), { name: 'accounts.txt' });
      await card.edit({ content: 'Approved', components: [], files: [file] });
    });
    const press = await sandbox.as('ivan').click(seen(card.id), 'approve');
    expect(await press.message()).toMatchObject({
      id: card.id,
      content: 'Approved',
      components: [],
      attachments: [{ filename: 'accounts.txt', size: 5 }],
    });
    expect(press.answers.map(({ kind }) => kind)).toEqual(['deferred-update']);
  });

  test('answers only with its state after the press, and not where the press has an answer of its own', async () => {
    const card = await postCard();
    await card.edit({ content: 'Agree now?' });
    void onPress(async (interaction) => {
      if (interaction.user.username === 'ivan') {
        await interaction.deferUpdate();
      } else {
        await card.edit({ content: 'Agreed by one' });
        await interaction.reply({ content: 'Noted', flags: MessageFlags.Ephemeral });
      }
    });
    const unanswered = await sandbox.as('ivan').click(seen(card.id), 'approve');
    await expect(unanswered.message(50)).rejects.toBeInstanceOf(NoMessage);
    const answered = await sandbox.as('grace').click(seen(card.id), 'approve');
    expect((await answered.message()).content).toBe('Noted');
    expect((await unanswered.message()).content).toBe('Agreed by one');
  });

  test('shows the failure of a press that nobody answers', async () => {
    const card = await postCard();
    void onPress(async () => {
      await card.edit({ content: 'Approved' });
      pass(3000);
    });
    const press = await sandbox.as('ivan').click(seen(card.id), 'approve');
    await expect(press.message()).rejects.toMatchObject({ code: 10062 });
  });
});

describe('the token of a button press', () => {
  test('edits the card as @original, by either name, where the bot has no access to the channel any more', async () => {
    const card = await postCard();
    const edits = onPress(async (interaction) => {
      await interaction.deferUpdate();
      sandbox.misbehave.closeChannel('moderation');
      await expect(card.edit('by the channel')).rejects.toMatchObject({ code: 50001 });
      const original = await interaction.editReply({ content: 'settled', components: [] });
      const named = await interaction.webhook.editMessage(card.id, { content: 'settled twice' });
      return [original.id, named.id];
    });
    const press = await sandbox.as('ivan').click(seen(card.id), 'approve');
    expect(await edits).toEqual([card.id, card.id]);
    expect(await press.message()).toMatchObject({ content: 'settled twice', components: [] });
  });

  test('answers in private beside the card, which stays as it is', async () => {
    const card = await postCard();
    const answered = onPress(async (interaction) => {
      await interaction.deferUpdate();
      await interaction.followUp({ content: 'Not yours', flags: MessageFlags.Ephemeral });
    });
    await sandbox.as('ivan').click(seen(card.id), 'approve');
    await answered;
    const contents = (name: string) =>
      sandbox
        .as(name)
        .messages()
        .map(({ content }) => content);
    expect(contents('ivan')).toEqual(['Agree?', 'Not yours']);
    expect(contents('grace')).toEqual(['Agree?']);
  });

  test('opens a modal with room for paragraphs, whose submission may change the card by its channel', async () => {
    const card = await postCard();
    const why = new TextInputBuilder()
      .setCustomId('why')
      .setStyle(TextInputStyle.Paragraph)
      .setMaxLength(500);
    const form = new ModalBuilder()
      .setCustomId('deny')
      .setTitle('Deny')
      .addLabelComponents(new LabelBuilder().setLabel('Why?').setTextInputComponent(why));
    void onInteraction(async (interaction) => {
      if (interaction.isButton()) await interaction.showModal(form);
      if (interaction.isModalSubmit() && interaction.isFromMessage()) {
        await interaction.deferUpdate();
        await card.edit(interaction.fields.getTextInputValue('why'));
      }
    });
    const press = await sandbox.as('ivan').click(seen(card.id), 'approve');
    await press.answered();
    const submitted = await sandbox.as('ivan').submit(press, { why: 'One\n\nand two' });
    expect(await submitted.message()).toMatchObject({ id: card.id, content: 'One\n\nand two' });
  });
});

test('a card in reply to a message is posted once under one nonce', async () => {
  const first = await postCard('The command');
  const body = {
    content: 'Agree?',
    nonce: 'action-1',
    enforce_nonce: true,
    message_reference: { message_id: first.id, fail_if_not_exists: false },
    components: [buttons.toJSON()],
  };
  const route = Routes.channelMessages(first.channelId);
  const [once, again] = [await client.rest.post(route, { body }), await client.rest.post(route, { body })];
  expect(again).toEqual(once);
  expect(once).toMatchObject({ type: 19, message_reference: { message_id: first.id }, nonce: 'action-1' });
  expect(ada.messages()).toHaveLength(2);
});

describe('the deletion of a card', () => {
  test('makes edits fail, by its channel and by the token of a button press', async () => {
    const card = await postCard();
    const edits = onPress(async (interaction) => {
      await interaction.deferUpdate();
      sandbox.as('mo').remove(seen(card.id));
      return Promise.allSettled([card.edit('late'), interaction.editReply('late')]);
    });
    const press = await sandbox.as('ivan').click(seen(card.id), 'approve');
    expect(await edits).toMatchObject([{ reason: { code: 10008 } }, { reason: { code: 10008 } }]);
    await expect(press.message(50)).rejects.toBeInstanceOf(NoMessage);
    expect(ada.messages()).toEqual([]);
  });

  test('is allowed to people who manage messages, and to nobody for an ephemeral card', async () => {
    const card = await postCard();
    expect(() => sandbox.as('eve').remove(seen(card.id))).toThrow(
      'Only members who may manage messages in #moderation can do this.',
    );
    const answered = onPress((interaction) =>
      interaction.reply({ content: 'For you', flags: MessageFlags.Ephemeral }),
    );
    const press = await ada.click(seen(card.id), 'approve');
    await answered;
    const own = await press.message();
    expect(() => ada.remove(own)).toThrow(NotSendable);
    expect(() => sandbox.as('ivan').remove(own)).toThrow('cannot see');
    ada.remove(seen(card.id));
    expect(ada.messages()).toEqual([own]);
  });
});
