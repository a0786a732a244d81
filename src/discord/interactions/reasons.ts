import {
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  MessageFlags,
  type ModalSubmitInteraction,
} from 'discord.js';
import type { ActionCommand, Command, RawArgs } from '../../command/index.ts';
import { millisecondsToAnswer } from '../../log/log-context.ts';
import { isBlank, type Text } from '../../text/text.ts';
import { present } from '../messages/presentation.ts';
import { callerOf } from './caller.ts';
import { checkForForm, reasonModal } from './modals.ts';
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

/**
 * Asks for the reason first. The typed arguments are kept in the database, where every copy of the bot finds them.
 *
 * @throws Refused, Invalid, NotFound, Conflict where the command would be refused.
 */
export async function askForReason(
  dependencies: RouterDependencies,
  interaction: ChatInputCommandInteraction,
  command: ActionCommand,
  raw: RawArgs,
): Promise<void> {
  const { log, drafts, concurrency } = dependencies;
  const phrase = await phraseFor(dependencies, interaction, command, raw);
  const draft = await drafts.leave({ operation: command.operation, args: raw }, interaction.user.id);
  await present(log, 'dialog', interaction.showModal(reasonModal(draft, phrase)));
  concurrency.noteAnswerTime(millisecondsToAnswer());
}

interface LeftCommand {
  readonly draft: number;
  readonly command: ActionCommand;
  readonly raw: RawArgs;
}

/**
 * Opens the modal for the reason of a draft.
 *
 * @throws Refused, Invalid, NotFound, Conflict where the command would be refused.
 */
export async function openReasonModal(
  dependencies: RouterDependencies,
  interaction: ButtonInteraction,
  { draft, command, raw }: LeftCommand,
): Promise<void> {
  const phrase = await phraseFor(dependencies, interaction, command, raw);
  await present(dependencies.log, 'dialog', interaction.showModal(reasonModal(draft, phrase)));
}

/** Checks a command before its reason is asked for, and returns its act; null where that takes too long. */
function phraseFor(
  { contextFor }: RouterDependencies,
  interaction: ChatInputCommandInteraction | ButtonInteraction,
  command: ActionCommand,
  raw: RawArgs,
): Promise<Text | null> {
  const context = contextFor({ caller: callerOf(interaction), interactionId: interaction.id });
  return checkForForm(command.preflight(raw, context));
}

/** Returns the command and the arguments of a draft; null, after a refusal, where the draft no longer exists. */
export async function findDraft(
  dependencies: RouterDependencies,
  interaction: ButtonInteraction | ModalSubmitInteraction,
  draft: number,
): Promise<{ readonly operation: string; readonly raw: RawArgs } | null> {
  try {
    const { operation, args } = await dependencies.drafts.find(draft, interaction.user.id);
    return { operation, raw: args };
  } catch (error) {
    await refuse(dependencies, interaction, error);
    return null;
  }
}

/** Defers with the visibility of the command, also where a modal continues the command. */
export const deferFor =
  (
    interaction: ChatInputCommandInteraction | ButtonInteraction | ModalSubmitInteraction,
    { visibility }: Command,
  ) =>
  (): Promise<unknown> =>
    interaction.deferReply(visibility === 'private' ? { flags: MessageFlags.Ephemeral } : {});
