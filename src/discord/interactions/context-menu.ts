import {
  type MessageContextMenuCommandInteraction,
  MessageFlags,
  type UserContextMenuCommandInteraction,
} from 'discord.js';
import type { ShownMessage } from '../../actions/index.ts';
import { accountOfMessage, type Catalogue, type Command, type RawArgs } from '../../command/index.ts';
import { contextMenuNames } from '../context-menu.ts';

export type ContextMenuInteraction = MessageContextMenuCommandInteraction | UserContextMenuCommandInteraction;

/** A command that a menu runs in place of typing it. */
interface MenuCommand {
  readonly command: Command;
  readonly name: string;
  readonly raw: RawArgs;
  defer(): Promise<unknown>;
}

/** The command behind an entry in the menu of a message or member; null where this version has no such entry. */
export function menuCommandOf(catalogue: Catalogue, interaction: ContextMenuInteraction): MenuCommand | null {
  const defer = () => interaction.deferReply({ flags: MessageFlags.Ephemeral });
  if (interaction.isMessageContextMenuCommand()) {
    const command = catalogue.find('user', 'show')?.command;
    if (command === undefined || interaction.commandName !== contextMenuNames.showAccount) return null;
    const { id, interactionMetadata } = interaction.targetMessage;
    return {
      command: ofMessage(command, { id, interactionId: interactionMetadata?.id ?? null }),
      name: 'user.show',
      raw: { message: id },
      defer,
    };
  }
  const command = catalogue.find('staff', 'show')?.command;
  if (command === undefined || interaction.commandName !== contextMenuNames.showStaff) return null;
  return { command, name: 'staff.show', raw: { person: interaction.targetId }, defer };
}

/** A command on an account, for the account of a message, which is found once the role was checked. */
const ofMessage = (command: Command, message: ShownMessage): Command => ({
  ...command,
  prepare: () => async (context) => {
    const nickname = await accountOfMessage(context, message);
    return command.prepare({ nickname })(context);
  },
});
