import { type ButtonInteraction, MessageFlags, type ModalSubmitInteraction } from 'discord.js';
import { AlreadyClaimed } from '../../actions/index.ts';
import { explain } from '../../command/index.ts';
import { note } from '../../log/log-context.ts';
import { Refused, Stale, StewardError } from '../../text/errors.ts';
import type { Answer } from '../messages/answer-buttons.ts';
import { messageOf } from '../messages/message.ts';
import { deferral, isOnCard, present, showOutcome } from '../messages/presentation.ts';
import { type Errand, errandFor } from './button-handlers.ts';
import { callerOf } from './caller.ts';
import { denialDialog, secretDialog, typedIn } from './modals.ts';
import { turnAway, unknown } from './refuse.ts';
import type { RouterDependencies } from './router-dependencies.ts';

type Pressing = ButtonInteraction | ModalSubmitInteraction;

/** Takes what people do with an action by the buttons of its card, or by the form that one opened. */
export async function takeAnswer(
  dependencies: RouterDependencies,
  interaction: Pressing,
  answer: Answer,
): Promise<void> {
  const { log, deskFor, gate } = dependencies;
  note({ command: `action.${answer.kind}`, actionId: answer.actionId });
  if (interaction.isButton() && (answer.kind === 'deny' || answer.secretOf !== null)) {
    return openDialog(dependencies, interaction, answer);
  }
  const errand = errandFor(dependencies, interaction, answer);
  const caller = callerOf(interaction);
  try {
    // What is answered before everybody is settled first, so that being turned away stays between us.
    if (errand.answeredBy === 'message') gate(caller, 'read');
  } catch (error) {
    await turnAway(dependencies, interaction, error);
    if (error instanceof Refused) await writeDown(dependencies, interaction, answer, errand, error);
    return;
  }
  const deferred = await deferral(dependencies, defer(interaction, errand));
  const isShownHere = errand.answeredBy !== 'whisper';
  const desk = deskFor({
    caller,
    interactionId: interaction.id,
    interactionToken: isShownHere ? interaction.token : null,
    secret: interaction.isModalSubmit() && answer.kind !== 'deny' ? typedIn(interaction) : null,
  });
  const card = errand.answeredBy === 'card' ? cardOf(interaction) : null;
  try {
    const press = { actionId: answer.actionId, caller, interactionId: interaction.id, card };
    const reply = await dependencies.turns.take(() => errand.act(desk, press));
    if (reply === null || (errand.answeredBy === 'card' ? card !== null : isOnCard(reply, errand))) return;
    const isShown = await showOutcome(
      log,
      interaction,
      reply,
      errand.answeredBy === 'message' ? 'public' : 'private',
    );
    if (isShown) await desk.rest(answer.actionId);
  } catch (error) {
    if (error instanceof AlreadyClaimed) return note({ outcome: 'repeated' });
    await tell(dependencies, interaction, { answer, errand, error, deferred });
  }
}

/** Opens the form that comes before an answer; that must be the first answer to the press. */
async function openDialog(
  dependencies: RouterDependencies,
  interaction: ButtonInteraction,
  answer: Answer,
): Promise<void> {
  const input = dependencies.catalogue.behind(answer.secretOf ?? '')?.command.secretInput;
  if (answer.kind !== 'deny' && input == null)
    return turnAway(dependencies, interaction, unknown('this button'));
  const dialog = input == null ? denialDialog(answer.actionId) : secretDialog(answer, input);
  await present(dependencies.log, 'dialog', interaction.showModal(dialog));
}

function defer(interaction: Pressing, { answeredBy }: Errand): Promise<unknown> {
  if (answeredBy === 'card') return interaction.deferUpdate();
  return interaction.deferReply(answeredBy === 'whisper' ? { flags: MessageFlags.Ephemeral } : {});
}

/** The card that was pressed; null where it is a message for one person alone, which only this interaction can change. */
const cardOf = ({ message, token }: Pressing): { messageId: string; token: string } | null =>
  message == null || message.flags.has(MessageFlags.Ephemeral) ? null : { messageId: message.id, token };

interface Failing {
  readonly answer: Answer;
  readonly errand: Errand;
  readonly error: unknown;
  readonly deferred: 'first' | 'repeated' | 'lost';
}

/** What ends the action is shown on its card; what only this press did wrong is between us. */
async function tell(
  dependencies: RouterDependencies,
  interaction: Pressing,
  { answer, errand, error, deferred }: Failing,
): Promise<void> {
  const { log } = dependencies;
  const reply = explain(error, log);
  if (error instanceof Refused) await writeDown(dependencies, interaction, answer, errand, error);
  const isEnd = error instanceof Stale || !(error instanceof StewardError);
  if (errand.answeredBy !== 'card' || (isEnd && cardOf(interaction) === null)) {
    await showOutcome(log, interaction, reply, 'private');
    return;
  }
  if (deferred === 'repeated' && !errand.claims) return;
  // By the webhook itself, as in `showOutcome`.
  const word = interaction.webhook.send({ ...messageOf(reply), flags: MessageFlags.Ephemeral });
  await present(log, 'follow-up', word);
}

function writeDown(
  { recordRefusal }: RouterDependencies,
  interaction: Pressing,
  { kind, actionId }: Answer,
  { claims }: Errand,
  because: Refused,
): Promise<void> {
  return recordRefusal({
    caller: callerOf(interaction),
    interactionId: interaction.id,
    command: `action.${kind === 'yes' || kind === 'run' ? 'confirm' : kind}`,
    args: { action: actionId },
    reason: null,
    because,
    isClaimed: claims,
  });
}
