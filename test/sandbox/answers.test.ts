import { AttachmentBuilder, MessageFlags } from 'discord.js';
import { beforeEach, describe, expect, test } from 'vitest';
import { NoMessage } from '../../sandbox/discord/index.ts';
import { createScene, type Scene } from './scene.ts';

let sandbox: Scene['sandbox'];
let onInteraction: Scene['onInteraction'];
let onCommand: Scene['onCommand'];
let pass: Scene['pass'];

beforeEach(async () => {
  ({ sandbox, onInteraction, onCommand, pass } = await createScene());
});

describe('answers', () => {
  test('a deferred command shows that the bot thinks, then its answer', async () => {
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

  test('an ephemeral deferral stays private after any edit, and only its person sees it', async () => {
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

  test('the first follow-up after a deferral fills the deferred message, and the next is a message of its own', async () => {
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

  test('with_response returns the message', async () => {
    const id = onCommand(async (interaction) => {
      const response = await interaction.reply({ content: 'pong', withResponse: true });
      return response.resource?.message?.id;
    });
    const sent = await sandbox.as('ada').command('ping');
    expect(await id).toBe((await sent.message()).id);
  });

  test('files are stored, can be downloaded, and stay or go with an edit', async () => {
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
  test('an interaction without an answer for 3 s is dead for both sides', async () => {
    const outcome = onCommand(async (interaction) => {
      pass(3000);
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

  test('the token expires after a quarter of an hour', async () => {
    const outcome = onCommand(async (interaction) => {
      await interaction.deferReply();
      pass(15 * 60 * 1000);
      await interaction.editReply('after lunch');
    });
    await sandbox.as('ada').command('ping');
    await expect(outcome).rejects.toMatchObject({ code: 50027, status: 401 });
  });

  test('a person stops waiting for a message that does not come', async () => {
    void onCommand((interaction) => interaction.deferReply());
    const sent = await sandbox.as('ada').command('ping');
    await expect(sent.message(100)).rejects.toBeInstanceOf(NoMessage);
  });

  test('a forgotten interaction arrives but cannot be answered', async () => {
    const outcome = onCommand((interaction) => interaction.reply('hello?'));
    sandbox.misbehave.forgetNextInteraction();
    await sandbox.as('ada').command('ping');
    await expect(outcome).rejects.toMatchObject({ code: 10062 });
  });
});
