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
import { NotFound, Refused, Stale, StewardError } from '../errors.ts';
import { text } from '../text.ts';
import type { Answer } from './answer-buttons.ts';
import { callerOf } from './caller.ts';
import { messageOf } from './message.ts';
import { deferral, present, showOutcome } from './presentation.ts';
import type { RouterDependencies } from './router.ts';
import { turnAway, unknown } from './turn-away.ts';

const secretField = 'secret';

/** A card's buttons are checked like commands: whoever may not even read is turned away before anything is done. */
export async function takeAnswer(
  dependencies: RouterDependencies,
  interaction: ButtonInteraction | ModalSubmitInteraction,
  pressed: Answer,
): Promise<void> {
  try {
    dependencies.gate(callerOf(interaction), 'read');
  } catch (error) {
    await turnAway(dependencies, interaction, error);
    if (error instanceof Refused)
      await writeDown(dependencies, interaction, { answer: pressed, because: error });
    return;
  }
  if (pressed.kind !== 'ask' || !interaction.isButton()) return answer(dependencies, interaction, pressed);
  const command = dependencies.catalogue.behind(pressed.operation);
  if (command === undefined) return turnAway(dependencies, interaction, unknown('this button'));
  await openDialog(dependencies, interaction, pressed, command);
}

/** Opens the dialog in which the operation's secret is typed; that must be the first answer to the press. */
async function openDialog(
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
  await present(log, 'dialog', interaction.showModal(modal));
}

/** Takes the caller's yes or no to an action that waits, and draws its card anew. */
async function answer(
  dependencies: RouterDependencies,
  interaction: ButtonInteraction | ModalSubmitInteraction,
  { kind, actionId }: Answer,
): Promise<void> {
  const { log, deskFor } = dependencies;
  const deferred = await deferral(log, interaction.deferUpdate());
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
    // A yes has claimed the press by now, so that no other delivery of it gets here; a no that came to nothing has not.
    const isClaimed = kind !== 'no';
    if (error instanceof Refused) {
      await writeDown(dependencies, interaction, { answer: { kind, actionId }, because: error, isClaimed });
    }
    if (!isClaimed && deferred === 'repeated') return;
    // By the webhook itself, as in `showOutcome`.
    const word = interaction.webhook.send({ ...messageOf(reply), flags: MessageFlags.Ephemeral });
    await present(log, 'follow-up', word);
  }
}

function writeDown(
  { recordRefusal }: RouterDependencies,
  interaction: ButtonInteraction | ModalSubmitInteraction,
  {
    answer: { kind, actionId },
    ...refusal
  }: {
    readonly answer: Pick<Answer, 'kind' | 'actionId'>;
    readonly because: Refused;
    readonly isClaimed?: boolean;
  },
): Promise<void> {
  return recordRefusal({
    caller: callerOf(interaction),
    interactionId: interaction.id,
    command: kind === 'no' ? 'action.cancel' : 'action.confirm',
    args: { action: actionId },
    reason: null,
    ...refusal,
  });
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
