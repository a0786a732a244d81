import {
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  MessageFlags,
  type ModalSubmitInteraction,
} from 'discord.js';
import type { Logger } from 'pino';
import { explain } from '../../command/index.ts';
import { Invalid } from '../../text/errors.ts';
import { text } from '../../text/text.ts';
import { messageOf } from '../messages/message.ts';
import { present } from '../messages/presentation.ts';

/** Answers at once, and to the person alone, that nothing comes of it. */
export async function refuse(
  { log }: { readonly log: Logger },
  interaction: ChatInputCommandInteraction | ButtonInteraction | ModalSubmitInteraction,
  error: unknown,
): Promise<void> {
  const message = messageOf(explain(error, log));
  await present(log, 'refusal', interaction.reply({ ...message, flags: MessageFlags.Ephemeral }));
}

/** For what this version has no command for. */
export const unknown = (name: string): Invalid =>
  new Invalid(text`${name} belongs to another version of Steward. Run the command again from the menu.`);
