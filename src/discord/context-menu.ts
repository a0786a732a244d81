import {
  ApplicationCommandType,
  PermissionFlagsBits,
  type RESTPostAPIContextMenuApplicationCommandsJSONBody,
} from 'discord.js';

/** The names of the commands in the menus of messages and members, under "Apps". */
export const contextMenuNames = {
  /** Of a message. */
  showAccount: 'Steward: show account',
  /** Of a member. */
  showStaff: 'Steward: staff',
} as const;

const visibility = { default_member_permissions: PermissionFlagsBits.ModerateMembers.toString() };

/**
 * The commands in the menus of messages and members. The same members see them as the slash commands.
 *
 * @see https://discord.com/developers/docs/interactions/application-commands#message-commands
 */
export const contextMenu: readonly RESTPostAPIContextMenuApplicationCommandsJSONBody[] = [
  { type: ApplicationCommandType.Message, name: contextMenuNames.showAccount, ...visibility },
  { type: ApplicationCommandType.User, name: contextMenuNames.showStaff, ...visibility },
];
