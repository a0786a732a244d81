import { type ButtonInteraction, MessageFlags, type ModalSubmitInteraction } from 'discord.js';
import { AlreadyClaimed, findListed, requireSameAction } from '../../actions/index.ts';
import { type CommandContext, explain, phraseOf } from '../../command/index.ts';
import { addLogContext } from '../../log/log-context.ts';
import { Refused, Stale, StewardError } from '../../text/errors.ts';
import type { Reply } from '../../text/reply.ts';
import type { ActionButton } from '../messages/action-buttons.ts';
import { messageOf } from '../messages/message.ts';
import { deferral, endRepeated, isDrawnByCardJob, present, showOutcome } from '../messages/presentation.ts';
import { type ButtonHandler, buttonHandlerFor } from './button-handlers.ts';
import { callerOf } from './caller.ts';
import { checkForForm, denialModal, secretModal, valueTypedIn } from './modals.ts';
import { refuse, unknown } from './refuse.ts';
import type { RouterDependencies } from './router-dependencies.ts';

type CardInteraction = ButtonInteraction | ModalSubmitInteraction;

/** Handles the buttons of an action's card, and the modals that they open. */
export async function handleActionButton(
  dependencies: RouterDependencies,
  interaction: CardInteraction,
  answer: ActionButton,
): Promise<void> {
  const { contextFor, gate } = dependencies;
  addLogContext({ command: `action.${answer.kind}`, actionId: answer.actionId });
  if (interaction.isButton() && (answer.kind === 'deny' || answer.secretOf !== null)) {
    return openDialog(dependencies, interaction, answer);
  }
  const handler = buttonHandlerFor(dependencies, interaction, answer);
  const caller = callerOf(interaction);
  try {
    // The role for a public answer is checked before the deferral, so that the refusal is ephemeral.
    if (handler.answeredBy === 'message') gate(caller, 'read');
  } catch (error) {
    await refuse(dependencies, interaction, error);
    if (error instanceof Refused)
      await recordRefusalOf(dependencies, interaction, { answer, handler }, error);
    return;
  }
  const deferred = await deferral(dependencies, defer(interaction, handler));
  const isShownHere = handler.answeredBy === 'card' || handler.answeredBy === 'message';
  const context = contextFor({
    caller,
    interactionId: interaction.id,
    interactionToken: isShownHere ? interaction.token : null,
    secret: interaction.isModalSubmit() && answer.kind !== 'deny' ? valueTypedIn(interaction) : null,
  });
  const card = handler.answeredBy === 'card' ? cardOf(interaction) : null;
  try {
    const decision = { actionId: answer.actionId, caller, interactionId: interaction.id, card };
    const act = async () => {
      await requireSameAction(context.em, answer);
      return handler.act(context, decision);
    };
    const reply = await ((await isControl(dependencies, context, answer))
      ? act()
      : dependencies.concurrency.run(act));
    if (reply?.onlyForCaller === true && handler.answeredBy === 'card') {
      // Of two copies of the bot that get the same press, only one asks.
      if (deferred !== 'repeated') await followUp(dependencies, interaction, reply);
      return;
    }
    if (reply === null || (handler.answeredBy === 'card' ? card !== null : isDrawnByCardJob(reply, handler)))
      return;
    const isShown = await showOutcome(dependencies, interaction, reply, {
      visibility: visibilityOf(handler),
      deferred,
    });
    if (isShown) await context.markPresented(answer.actionId);
  } catch (error) {
    if (error instanceof AlreadyClaimed) return endRepeated(dependencies, interaction, deferred);
    await showFailure(dependencies, interaction, { answer, handler, error, deferred });
  }
}

/**
 * Whether a press confirms that Steward is locked or unlocked, or a member paused or resumed: that does not wait for a
 * slot behind the work that it is to stop.
 */
async function isControl(
  { catalogue }: RouterDependencies,
  { em }: CommandContext,
  { kind, actionId }: ActionButton,
): Promise<boolean> {
  if (kind !== 'yes') return false;
  const { operation = '' } = (await findListed(em, actionId)) ?? {};
  return catalogue.operations.get(operation)?.control !== undefined;
}

/**
 * Checks whether the caller can take a decision, and opens the modal that precedes it. It must be the first answer to
 * the press.
 */
async function openDialog(
  dependencies: RouterDependencies,
  interaction: ButtonInteraction,
  answer: ActionButton,
): Promise<void> {
  const { catalogue, contextFor, log } = dependencies;
  const { actionId, kind } = answer;
  const label = catalogue.byOperation(answer.secretOf ?? '')?.command.secretLabel ?? null;
  if (kind !== 'deny' && label === null) return refuse(dependencies, interaction, unknown('this button'));
  const context = contextFor({ caller: callerOf(interaction), interactionId: interaction.id });
  const decision = context.decisionOn(actionId);
  try {
    const check = async () => {
      await requireSameAction(context.em, answer);
      return kind === 'deny' ? context.checkDenial(decision) : context.checkConfirmation(decision);
    };
    const action = await checkForForm(check());
    const phrase = action === null ? null : phraseOf(action, catalogue);
    const dialog =
      kind === 'deny' || label === null
        ? denialModal(actionId, phrase)
        : secretModal(answer, { label, phrase });
    await present(log, 'dialog', interaction.showModal(dialog));
  } catch (error) {
    await refuse(dependencies, interaction, error);
    if (error instanceof Refused)
      await recordRefusalOf(dependencies, interaction, { answer, handler: { claims: false } }, error);
  }
}

function defer(interaction: CardInteraction, { answeredBy }: ButtonHandler): Promise<unknown> {
  if (answeredBy === 'card' || answeredBy === 'question') return interaction.deferUpdate();
  return interaction.deferReply(answeredBy === 'whisper' ? { flags: MessageFlags.Ephemeral } : {});
}

const visibilityOf = ({ answeredBy }: ButtonHandler): 'private' | 'public' =>
  answeredBy === 'message' ? 'public' : 'private';

/** The pressed card; null where the message is ephemeral, since only this interaction can edit it. */
const cardOf = ({ message, token }: CardInteraction): { messageId: string; token: string } | null =>
  message == null || message.flags.has(MessageFlags.Ephemeral) ? null : { messageId: message.id, token };

interface Failing {
  readonly answer: ActionButton;
  readonly handler: ButtonHandler;
  readonly error: unknown;
  readonly deferred: 'first' | 'repeated' | 'lost';
}

/**
 * Shows why a press failed. The caller of a card's button gets an ephemeral follow-up, and the job `card` redraws the
 * card if the action has ended. An ephemeral card is replaced instead, if the action has ended. Other answers are
 * shown as the outcome would be.
 */
async function showFailure(
  dependencies: RouterDependencies,
  interaction: CardInteraction,
  { answer, handler, error, deferred }: Failing,
): Promise<void> {
  const reply = explain(error, dependencies.log);
  if (error instanceof Refused) await recordRefusalOf(dependencies, interaction, { answer, handler }, error);
  const isEnd = error instanceof Stale || !(error instanceof StewardError);
  if (handler.answeredBy !== 'card' || (isEnd && cardOf(interaction) === null)) {
    await showOutcome(dependencies, interaction, reply, { visibility: visibilityOf(handler), deferred });
    return;
  }
  if (deferred === 'repeated' && !handler.claims) return;
  await followUp(dependencies, interaction, reply);
}

/** Sends an ephemeral message after the answer, through the webhook as in `showOutcome`. */
async function followUp(
  { log, commandIds }: RouterDependencies,
  interaction: CardInteraction,
  reply: Reply,
): Promise<void> {
  const word = interaction.webhook.send({ ...messageOf(reply, commandIds), flags: MessageFlags.Ephemeral });
  await present(log, 'follow-up', word);
}

function recordRefusalOf(
  { recordRefusal }: RouterDependencies,
  interaction: CardInteraction,
  {
    answer: { kind, actionId },
    handler: { claims },
  }: { readonly answer: ActionButton; readonly handler: Pick<ButtonHandler, 'claims'> },
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
    isPress: true,
  });
}
