import {
  ApplicationCommandType,
  type Client,
  ContextMenuCommandBuilder,
  PermissionFlagsBits,
  SlashCommandBuilder,
} from 'discord.js';
import type { DiscordSandbox } from '../../sandbox/discord/index.ts';

const user = new SlashCommandBuilder()
  .setName('user')
  .setDescription('Users of the instance')
  .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
  .addSubcommand((subcommand) =>
    subcommand
      .setName('deactivate')
      .setDescription('Deactivate a user')
      .addStringOption((option) =>
        option.setName('nickname').setDescription('Whom').setRequired(true).setAutocomplete(true),
      )
      .addStringOption((option) =>
        option.setName('reason').setDescription('Why').setRequired(true).setMaxLength(100),
      )
      .addBooleanOption((option) => option.setName('keep_followers').setDescription('Whether followers stay'))
      .addIntegerOption((option) =>
        option.setName('days').setDescription('For how long').setMinValue(1).setMaxValue(30),
      ),
  )
  .addSubcommandGroup((group) =>
    group
      .setName('token')
      .setDescription('Tokens')
      .addSubcommand((subcommand) =>
        subcommand
          .setName('limit')
          .setDescription('Limit tokens')
          .addNumberOption((option) => option.setName('factor').setDescription('By').setRequired(true))
          .addStringOption((option) =>
            option
              .setName('kind')
              .setDescription('Which')
              .addChoices({ name: 'Read only', value: 'read' }, { name: 'All', value: 'all' }),
          ),
      ),
  );

const ping = new SlashCommandBuilder().setName('ping').setDescription('Whether somebody is there');

const menus = [
  new ContextMenuCommandBuilder().setName('Look at').setType(ApplicationCommandType.Message),
  new ContextMenuCommandBuilder().setName('Who is').setType(ApplicationCommandType.User),
];

/** Registers `/ping`, `/user deactivate`, `/user token limit`, and commands in both menus in the sandbox's guild. */
export async function registerExamples(client: Client<true>, sandbox: DiscordSandbox): Promise<void> {
  await client.application.commands.set([ping, user, ...menus], sandbox.guild.id);
}
