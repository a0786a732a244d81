import type {
  ButtonInteraction,
  ChatInputCommandInteraction,
  Interaction,
  ModalSubmitInteraction,
} from 'discord.js';
import { MessageFlags } from 'discord.js';
import { AlreadyClaimed } from '../../actions/index.ts';
import {
  auditFieldsOfRefusal,
  type Command,
  type CommandContext,
  explain,
  type RawArgs,
  recordedName,
  tierToAsk,
} from '../../command/index.ts';
import { addLogContext } from '../../log/log-context.ts';
import { Refused } from '../../text/errors.ts';
import type { Reply } from '../../text/reply.ts';
import { decodeActionButton, decodeDraft } from '../messages/action-buttons.ts';
import { decodeLink } from '../messages/links.ts';
import { deferral, endRepeated, isDrawnByCardJob, present, showOutcome } from '../messages/presentation.ts';
import { decodeQueueButton, type QueuePress } from '../messages/queue-buttons.ts';
import { argumentsOf } from './arguments.ts';
import { answerAutocomplete } from './autocomplete.ts';
import { callerOf } from './caller.ts';
import { type ContextMenuInteraction, menuCommandOf } from './context-menu.ts';
import { handleActionButton } from './handle-button.ts';
import { queueModal, valueTypedIn } from './modals.ts';
import { commandOfPress } from './queue-press.ts';
import { askForReason, deferFor, findDraft, lacksReason, openReasonModal } from './reasons.ts';
import { refuse, unknown } from './refuse.ts';
import type { RouterDependencies } from './router-dependencies.ts';

type Answerable =
  | ChatInputCommandInteraction
  | ContextMenuInteraction
  | ButtonInteraction
  | ModalSubmitInteraction;

/**
 * Routes each interaction to its handler. The returned function does not reject for a caller's mistake or a failure of
 * Discord.
 */
export function createRouter(dependencies: RouterDependencies): (interaction: Interaction) => Promise<void> {
  return async (interaction) => {
    if (interaction.isAutocomplete()) return answerAutocomplete(dependencies, interaction);
    if (interaction.isChatInputCommand()) return takeCommand(dependencies, interaction);
    if (interaction.isContextMenuCommand()) return takeMenuCommand(dependencies, interaction);
    if (!interaction.isModalSubmit() && !interaction.isButton()) return;

    const pressed = decodeActionButton(interaction.customId);
    if (pressed !== null) return handleActionButton(dependencies, interaction, pressed);
    const draft = decodeDraft(interaction.customId);
    if (draft !== null) return takeReason(dependencies, interaction, draft);
    const onQueue = decodeQueueButton(interaction.customId);
    if (onQueue !== null) return takeQueuePress(dependencies, interaction, onQueue);
    if (interaction.isButton()) return takeLink(dependencies, interaction);
  };
}

async function takeCommand(
  dependencies: RouterDependencies,
  interaction: ChatInputCommandInteraction,
): Promise<void> {
  const { catalogue } = dependencies;
  const entry = catalogue.find(interaction.commandName, interaction.options.getSubcommand(false));
  if (entry === undefined) return refuse(dependencies, interaction, unknown(interaction.commandName));
  const { command } = entry;
  const raw = argumentsOf(interaction, command);
  await run(dependencies, interaction, {
    command,
    name: recordedName(entry),
    raw,
    defer: deferFor(interaction, command),
    ...(command.kind === 'action' && lacksReason(dependencies, command, raw)
      ? { runInstead: () => askForReason(dependencies, interaction, command, raw) }
      : {}),
  });
}

async function takeMenuCommand(
  dependencies: RouterDependencies,
  interaction: ContextMenuInteraction,
): Promise<void> {
  const pending = menuCommandOf(dependencies.catalogue, interaction);
  if (pending === null) return refuse(dependencies, interaction, unknown(interaction.commandName));
  return run(dependencies, interaction, pending);
}

async function takeReason(
  dependencies: RouterDependencies,
  interaction: ButtonInteraction | ModalSubmitInteraction,
  draft: number,
): Promise<void> {
  const left = await findDraft(dependencies, interaction, draft);
  if (left === null) return;
  const entry = dependencies.catalogue.byOperation(left.operation);
  if (entry === undefined) return refuse(dependencies, interaction, unknown(left.operation));
  const { command } = entry;
  const { raw } = left;
  const pending = {
    command,
    name: recordedName(entry),
    defer: deferFor(interaction, command),
  };
  await run(
    dependencies,
    interaction,
    interaction.isButton()
      ? {
          ...pending,
          raw,
          runInstead: () => openReasonModal(dependencies, interaction, { draft, command, raw }),
        }
      : {
          ...pending,
          raw: { ...raw, reason: valueTypedIn(interaction) },
          afterwards: () => dependencies.drafts.used(draft),
        },
  );
}

async function takeLink(dependencies: RouterDependencies, interaction: ButtonInteraction): Promise<void> {
  const link = decodeLink(interaction.customId);
  const entry = link === null ? undefined : dependencies.catalogue.find(link.group, link.name);
  // These buttons only run queries: no `custom_id`, even a forged one, can change anything.
  if (link === null || entry?.command.kind !== 'query') {
    return refuse(dependencies, interaction, unknown('this button'));
  }
  return run(dependencies, interaction, {
    command: entry.command,
    name: recordedName(entry),
    raw: { page: link.page },
    defer: () =>
      link.beside ? interaction.deferReply({ flags: MessageFlags.Ephemeral }) : interaction.deferUpdate(),
  });
}

/** Runs the command of a button on the card of what waits for staff, after a modal where it asks for something. */
async function takeQueuePress(
  dependencies: RouterDependencies,
  interaction: ButtonInteraction | ModalSubmitInteraction,
  press: QueuePress,
): Promise<void> {
  const { catalogue, log, queueCardUsed } = dependencies;
  const pressed = commandOfPress(catalogue, interaction, press);
  if (pressed === null) return refuse(dependencies, interaction, unknown('this button'));
  const { command, asks } = pressed;
  await run(dependencies, interaction, {
    ...pressed,
    defer: deferFor(interaction, command),
    ...(asks === undefined || !interaction.isButton()
      ? { afterwards: () => queueCardUsed(press.card) }
      : {
          runInstead: async () => {
            await present(log, 'dialog', interaction.showModal(queueModal(interaction.customId, asks)));
          },
        }),
  });
}

interface PendingCommand {
  readonly command: Command;
  /** The name that the logs have of it. */
  readonly name: string;
  readonly raw: RawArgs;
  defer(): Promise<unknown>;
  /** Runs in place of the command, after role and arguments were checked. It throws what refuses the command. */
  runInstead?(): Promise<void>;
  /** Runs once the command has run, unless it has failed. */
  afterwards?(): Promise<void>;
}

/** Checks role and arguments before the first answer, so that a refusal is ephemeral. */
async function run(
  dependencies: RouterDependencies,
  interaction: Answerable,
  pending: PendingCommand,
): Promise<void> {
  const { gate, log } = dependencies;
  const { command } = pending;
  addLogContext({ command: pending.name });
  const caller = callerOf(interaction);
  let work: (context: CommandContext) => Promise<Reply>;
  try {
    // A decision command checks the role for its action itself, after it has claimed the interaction: an approver need
    // not be a moderator.
    if (command.kind !== 'decision') gate(caller, tierToAsk(command));
    work = command.prepare(pending.raw);
    if (pending.runInstead !== undefined) return await pending.runInstead();
  } catch (error) {
    await refuse(dependencies, interaction, error);
    if (error instanceof Refused) await recordRefusalOf(dependencies, interaction, pending, error);
    return;
  }

  const deferred = await deferral(dependencies, pending.defer());
  // Nobody can see the answer to a query any more. An action was asked for, and still runs.
  if (deferred === 'lost' && command.kind === 'query') return;
  const context = dependencies.contextFor({
    caller,
    interactionId: interaction.id,
    interactionToken: interaction.token,
  });
  // Lock, unlock, pause and resume do not wait for a slot behind the work that they are to stop.
  const isControl = command.kind === 'action' && command.definition.operation.control !== undefined;
  const whole = async (): Promise<Reply> => {
    const done = await work(context);
    await pending.afterwards?.();
    return done;
  };
  const reply = await (isControl ? whole() : dependencies.concurrency.run(whole)).catch(
    async (error: unknown) => {
      if (error instanceof AlreadyClaimed) {
        await endRepeated(dependencies, interaction, deferred);
        return null;
      }
      if (error instanceof Refused) await recordRefusalOf(dependencies, interaction, pending, error);
      return explain(error, log);
    },
  );
  if (reply === null || isDrawnByCardJob(reply, command)) return;
  const isShown = await showOutcome(dependencies, interaction, reply, {
    visibility: command.visibility,
    deferred,
  });
  if (isShown && reply.card !== undefined && command.visibility === 'private') {
    await context.markPresented(reply.card.actionId);
  }
}

function recordRefusalOf(
  { recordRefusal }: RouterDependencies,
  interaction: Answerable,
  { command, name, raw }: PendingCommand,
  because: Refused,
): Promise<void> {
  return recordRefusal({
    caller: callerOf(interaction),
    interactionId: interaction.id,
    command: name,
    ...auditFieldsOfRefusal(command, raw),
    because,
    isClaimed: command.kind === 'decision',
  });
}
