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
 * Whether others are always asked about a command, who must know why, and it was typed without a reason. Where only its
 * plan shows that, its answer asks for one.
 */
export function lacksReason(
  { policy }: RouterDependencies,
  { operation, tier }: ActionCommand,
  raw: RawArgs,
): boolean {
  if (raw.dry_run === true) return false;
  return isBlank(String(raw.reason ?? '')) && policy.requirementFor(operation, tier).votes > 0;
}

/** Asks for the reason before anything else; what was typed waits for it where every replica finds it. */
export async function askForReason(
  dependencies: RouterDependencies,
  interaction: ChatInputCommandInteraction,
  operation: string,
  raw: RawArgs,
): Promise<void> {
  const { log, drafts, concurrency } = dependencies;
  try {
    const draft = await drafts.leave({ command: operation, args: raw }, callerOf(interaction).id);
    await present(log, 'dialog', interaction.showModal(reasonModal(draft)));
    concurrency.noteAnswerTime(millisecondsToAnswer());
  } catch (error) {
    await refuse(dependencies, interaction, error);
  }
}

/** Opens the form for the reason of a draft. */
export async function openReasonModal(
  { log }: RouterDependencies,
  interaction: ButtonInteraction,
  draft: number,
): Promise<void> {
  await present(log, 'dialog', interaction.showModal(reasonModal(draft)));
}

/** What was typed before, now with its reason; null where it is no longer there, of which the person is told. */
export async function withReason(
  dependencies: RouterDependencies,
  interaction: ModalSubmitInteraction,
  draft: number,
): Promise<{ readonly operation: string; readonly raw: RawArgs } | null> {
  try {
    const { command, args } = await dependencies.drafts.find(draft, callerOf(interaction).id);
    return { operation: command, raw: { ...args, reason: valueTypedIn(interaction) } };
  } catch (error) {
    await refuse(dependencies, interaction, error);
    return null;
  }
}

/** How the command of a form is deferred: as the command that it goes on with would be. */
export const deferFor =
  (interaction: ChatInputCommandInteraction | ModalSubmitInteraction, { visibility }: Command) =>
  (): Promise<unknown> =>
    interaction.deferReply(visibility === 'private' ? { flags: MessageFlags.Ephemeral } : {});
