import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  type ChatInputCommandInteraction,
  Client,
  type Interaction,
  LabelBuilder,
  MessageFlags,
  ModalBuilder,
  SlashCommandBuilder,
  type SlashCommandStringOption,
  StringSelectMenuBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import type { DiscordSandbox } from '../../sandbox/discord/index.ts';

/** Starts a small bot whose `/user` answers in each of the ways in which a bot can answer. */
export async function startAnsweringBot(sandbox: DiscordSandbox): Promise<Client> {
  const client = new Client({ intents: ['Guilds'], rest: { api: sandbox.apiUrl } });
  // The test sees what Discord refuses; this bot ignores it.
  client.on('interactionCreate', (interaction) => void answer(interaction).catch(() => undefined));
  await client.login(sandbox.token);
  await sandbox.ready();
  const guild = await client.guilds.fetch(sandbox.guild.id);
  await guild.commands.set([command.toJSON()]);
  return client;
}

const nickname = (option: SlashCommandStringOption) =>
  option.setName('nickname').setDescription('Whose account').setRequired(true).setAutocomplete(true);

const command = new SlashCommandBuilder()
  .setName('user')
  .setDescription('Accounts')
  .addSubcommand((sub) => sub.setName('list').setDescription('Lists accounts'))
  .addSubcommand((sub) => sub.setName('show').setDescription('Shows an account').addStringOption(nickname))
  .addSubcommand((sub) =>
    sub.setName('deactivate').setDescription('Deactivates an account').addStringOption(nickname),
  )
  .addSubcommand((sub) => sub.setName('reset_password').setDescription('Sets a password'));

const hostile = '\\@everyone \\[click\\]\\(https\\://evil.example\\) \\`rm\\`';

async function answer(interaction: Interaction): Promise<unknown> {
  if (interaction.isAutocomplete()) {
    return interaction.respond(['lain', 'alice'].map((name) => ({ name: `${name}!`, value: name })));
  }
  if (interaction.isButton()) return interaction.update({ content: 'Approved.', components: [] });
  if (interaction.isStringSelectMenu()) {
    return interaction.reply({ content: `Chosen: ${interaction.values}`, flags: MessageFlags.Ephemeral });
  }
  if (interaction.isModalSubmit()) {
    const length = interaction.fields.getTextInputValue('password').length;
    return interaction.reply({ content: `Set, ${length} long.`, flags: MessageFlags.Ephemeral });
  }
  if (interaction.isChatInputCommand()) return answerCommand(interaction);
  return undefined;
}

function answerCommand(interaction: ChatInputCommandInteraction): Promise<unknown> {
  switch (interaction.options.getSubcommand()) {
    case 'list':
      return interaction.reply({
        content: hostile,
        embeds: [
          { title: hostile, color: 0x5865f2, fields: [{ name: hostile, value: hostile, inline: true }] },
          { title: 'Month', image: { url: 'attachment://month.png' } },
        ],
        files: [
          { name: 'accounts.csv', attachment: Buffer.from('nickname\nlain\n') },
          { name: 'month.png', attachment: Buffer.from('a picture'), description: 'Bars' },
        ],
        components: [row(select()).toJSON()],
      });
    case 'deactivate':
      return interaction.reply({
        content: 'Shall it be?',
        components: [
          row(
            new ButtonBuilder().setCustomId('yes').setLabel('Approve').setStyle(ButtonStyle.Success),
          ).toJSON(),
        ],
      });
    case 'reset_password':
      return interaction.showModal(modal());
    default:
      return interaction.deferReply();
  }
}

function row<Component extends ButtonBuilder | StringSelectMenuBuilder>(component: Component) {
  return new ActionRowBuilder<Component>().addComponents(component);
}

function select(): StringSelectMenuBuilder {
  return new StringSelectMenuBuilder()
    .setCustomId('who')
    .setPlaceholder('Show one of them')
    .addOptions({ label: 'lain', value: 'lain' }, { label: 'alice', value: 'alice' });
}

function modal(): ModalBuilder {
  const input = new TextInputBuilder().setCustomId('password').setStyle(TextInputStyle.Short);
  return new ModalBuilder()
    .setCustomId('new')
    .setTitle('A new password')
    .addLabelComponents(new LabelBuilder().setLabel('Password').setTextInputComponent(input));
}
