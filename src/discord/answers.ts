import {
  type ButtonInteraction,
  LabelBuilder,
  MessageFlags,
  ModalBuilder,
  type ModalSubmitInteraction,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { AlreadyClaimed } from '../actions/index.ts';
import { type Command, cancelled, type Desk, explain, type Work } from '../command/index.ts';
import { NotFound, Stale, StewardError } from '../errors.ts';
import { text } from '../text.ts';
import type { Answer } from './answer-buttons.ts';
import { callerOf } from './caller.ts';
import { messageOf } from './message.ts';
import { present, showOutcome } from './presentation.ts';
import type { RouterDependencies } from './router.ts';

const secretField = 'secret';

/** Opens the dialog in which the operation's secret is typed; that must be the first answer to the press. */
export async function openDialog(
  { log }: RouterDependencies,
  interaction: ButtonInteraction,
  { actionId }: Answer,
  { secretInput }: Command,
): Promise<void> {
  if (secretInput === null) return;
  const input = new TextInputBuilder()
    .setCustomId(secretField)
    .setStyle(TextInputStyle.Short)
    .setRequired(true)
    .setMaxLength(1000);
  const modal = new ModalBuilder()
    .setCustomId(`act:${actionId}:yes`)
    .setTitle(secretInput.title)
    .addLabelComponents(new LabelBuilder().setLabel(secretInput.label).setTextInputComponent(input));
  await present(log, 'dialog', () => interaction.showModal(modal));
}

/** Takes the caller's yes or no to an action that waits, and draws its card anew. */
export async function answer(
  dependencies: RouterDependencies,
  interaction: ButtonInteraction | ModalSubmitInteraction,
  { kind, actionId }: Answer,
): Promise<void> {
  const { log, deskFor } = dependencies;
  await present(log, 'deferral', () => interaction.deferUpdate());
  const secret = interaction.isModalSubmit() ? interaction.fields.getTextInputValue(secretField) : null;
  const desk = deskFor({ caller: callerOf(interaction), interactionId: interaction.id, secret });
  try {
    if (kind === 'no') {
      await desk.cancel(actionId, desk.caller, desk.interactionId);
      await showOutcome(log, interaction, cancelled(actionId), 'private');
      return;
    }
    const { work, visibility } = await resumption(dependencies, desk, actionId);
    await showOutcome(log, interaction, await work(desk), visibility);
  } catch (error) {
    if (error instanceof AlreadyClaimed) return;
    const reply = explain(error, log);
    // What ends the action is shown on its card; what only this press did wrong is between us.
    if (!(error instanceof StewardError) || error instanceof Stale) {
      await showOutcome(log, interaction, reply, 'private');
      return;
    }
    await present(log, 'follow-up', () =>
      interaction.followUp({ ...messageOf(reply), flags: MessageFlags.Ephemeral }),
    );
  }
}

async function resumption(
  { catalogue }: RouterDependencies,
  desk: Desk,
  actionId: number,
): Promise<{ work: Work; visibility: Command['visibility'] }> {
  const pending = await desk.findPending(actionId, desk.caller);
  const command = catalogue.behind(pending.operation);
  if (command === undefined) {
    throw new NotFound(
      text`Action ${actionId} belongs to another version of Steward. Run the command again.`,
    );
  }
  return { work: command.proceed(pending), visibility: command.visibility };
}
