import {
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  MessageFlags,
  type ModalSubmitInteraction,
} from 'discord.js';
import type { ActionCommand, Command, RawArgs } from '../../command/index.ts';
import { millisecondsToAnswer } from '../../log/log-context.ts';
import { isBlank } from '../../text/text.ts';
import { present } from '../messages/presentation.ts';
import { callerOf } from './caller.ts';
import { reasonModal, valueTypedIn } from './modals.ts';
import { refuse } from './refuse.ts';
import type { RouterDependencies } from './router-dependencies.ts';

/**
 * Whether a command always needs approvals, so that it needs a reason, and was typed without one. Where only the plan
 * shows that approvals are needed, the answer to the command asks for the reason.
 */
export function lacksReason(
  { policy }: RouterDependencies,
  { operation, tier }: ActionCommand,
  raw: RawArgs,
): boolean {
  if (raw.dry_run === true) return false;
  return isBlank(String(raw.reason ?? '')) && policy.requirementFor(operation, tier).votes > 0;
}

/** Asks for the reason first. The typed arguments are kept in the database, where every copy of the bot finds them. */
export async function askForReason(
  dependencies: RouterDependencies,
  interaction: ChatInputCommandInteraction,
  operation: string,
  raw: RawArgs,
): Promise<void> {
  const { log, drafts, concurrency } = dependencies;
  try {
    const draft = await drafts.leave({ operation, args: raw }, callerOf(interaction).id);
    await present(log, 'dialog', interaction.showModal(reasonModal(draft)));
    concurrency.noteAnswerTime(millisecondsToAnswer());
  } catch (error) {
    await refuse(dependencies, interaction, error);
  }
}

/** Opens the modal for the reason of a draft. */
export async function openReasonModal(
  { log }: RouterDependencies,
  interaction: ButtonInteraction,
  draft: number,
): Promise<void> {
  await present(log, 'dialog', interaction.showModal(reasonModal(draft)));
}

/**
 * Returns the draft's command and arguments with the reason; null, after a refusal, where the draft no longer exists.
 */
export async function withReason(
  dependencies: RouterDependencies,
  interaction: ModalSubmitInteraction,
  draft: number,
): Promise<{ readonly operation: string; readonly raw: RawArgs } | null> {
  try {
    const { operation, args } = await dependencies.drafts.find(draft, callerOf(interaction).id);
    return { operation, raw: { ...args, reason: valueTypedIn(interaction) } };
  } catch (error) {
    await refuse(dependencies, interaction, error);
    return null;
  }
}

/** Defers with the visibility of the command, also where a modal continues the command. */
export const deferFor =
  (interaction: ChatInputCommandInteraction | ModalSubmitInteraction, { visibility }: Command) =>
  (): Promise<unknown> =>
    interaction.deferReply(visibility === 'private' ? { flags: MessageFlags.Ephemeral } : {});
