import {
  type ButtonInteraction,
  type CommandInteraction,
  MessageFlags,
  type ModalSubmitInteraction,
} from 'discord.js';
import { explain } from '../../command/index.ts';
import { Invalid } from '../../text/errors.ts';
import { text } from '../../text/text.ts';
import { messageOf } from '../messages/message.ts';
import { present } from '../messages/presentation.ts';
import type { RouterDependencies } from './router-dependencies.ts';

/** Refuses an interaction immediately, with an ephemeral answer. */
export async function refuse(
  { log, commandIds }: Pick<RouterDependencies, 'log' | 'commandIds'>,
  interaction: CommandInteraction | ButtonInteraction | ModalSubmitInteraction,
  error: unknown,
): Promise<void> {
  const message = messageOf(explain(error, log), commandIds);
  await present(log, 'refusal', interaction.reply({ ...message, flags: MessageFlags.Ephemeral }));
}

/** The error for a command or a button that this version does not have. */
export const unknown = (name: string): Invalid =>
  new Invalid(text`${name} belongs to another version of Steward. Run the command again.`);
