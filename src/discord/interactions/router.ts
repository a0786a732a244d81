import type {
  ButtonInteraction,
  ChatInputCommandInteraction,
  Interaction,
  ModalSubmitInteraction,
} from 'discord.js';
import { MessageFlags } from 'discord.js';
import { AlreadyClaimed } from '../../actions/index.ts';
import { type Command, type Desk, explain, type RawArgs, refusedWords } from '../../command/index.ts';
import { note } from '../../log/log-context.ts';
import { Refused } from '../../text/errors.ts';
import type { Reply } from '../../text/reply.ts';
import { decodeAnswer, decodeDraft } from '../messages/answer-buttons.ts';
import { decodeLink } from '../messages/links.ts';
import { deferral, isOnCard, showOutcome } from '../messages/presentation.ts';
import { takeAnswer } from './answers.ts';
import { argumentsOf } from './arguments.ts';
import { autocomplete } from './autocomplete.ts';
import { callerOf } from './caller.ts';
import { askWhy, deferFor, lacksReason, openReason, withReason } from './reasons.ts';
import { turnAway, unknown } from './refuse.ts';
import type { RouterDependencies } from './router-dependencies.ts';

type Answerable = ChatInputCommandInteraction | ButtonInteraction | ModalSubmitInteraction;

/** Takes each interaction to its command. What is returned never rejects for what a person did or Discord lacked. */
export function createRouter(dependencies: RouterDependencies): (interaction: Interaction) => Promise<void> {
  return async (interaction) => {
    if (interaction.isAutocomplete()) return autocomplete(dependencies, interaction);
    if (interaction.isChatInputCommand()) return takeCommand(dependencies, interaction);
    if (!interaction.isModalSubmit() && !interaction.isButton()) return;

    const pressed = decodeAnswer(interaction.customId);
    if (pressed !== null) return takeAnswer(dependencies, interaction, pressed);
    const draft = decodeDraft(interaction.customId);
    if (draft !== null) return takeReason(dependencies, interaction, draft);
    if (interaction.isButton()) return takeLink(dependencies, interaction);
  };
}

async function takeCommand(
  dependencies: RouterDependencies,
  interaction: ChatInputCommandInteraction,
): Promise<void> {
  const { catalogue } = dependencies;
  const path = [interaction.commandName, interaction.options.getSubcommand(false)].filter(
    (word) => word !== null,
  );
  const command = catalogue.find(...path);
  if (command === undefined) return turnAway(dependencies, interaction, unknown(interaction.commandName));
  const raw = argumentsOf(interaction, command);
  await run(dependencies, interaction, {
    command,
    path: path.join('..'),
    raw,
    defer: deferFor(interaction, command),
    ...(lacksReason(dependencies, command, raw)
      ? { instead: () => askWhy(dependencies, interaction, command.operation ?? '', raw) }
      : {}),
  });
}

async function takeReason(
  dependencies: RouterDependencies,
  interaction: ButtonInteraction | ModalSubmitInteraction,
  draft: number,
): Promise<void> {
  if (interaction.isButton()) return openReason(dependencies, interaction, draft);
  const given = await withReason(dependencies, interaction, draft);
  if (given === null) return;
  const entry = dependencies.catalogue.behind(given.operation);
  if (entry === undefined) return turnAway(dependencies, interaction, unknown(given.operation));
  await run(dependencies, interaction, {
    command: entry.command,
    path: entry.path.replace(' ', '..'),
    raw: given.raw,
    defer: deferFor(interaction, entry.command),
  });
}

async function takeLink(dependencies: RouterDependencies, interaction: ButtonInteraction): Promise<void> {
  const link = decodeLink(interaction.customId);
  const command = link === null ? undefined : dependencies.catalogue.find(link.group, link.name);
  // These buttons only ever read: whatever a custom id says, it cannot make this program act.
  if (link === null || command?.tier !== 'read' || command.decides) {
    return turnAway(dependencies, interaction, unknown('this button'));
  }
  return run(dependencies, interaction, {
    command,
    path: `${link.group}.${link.name}`,
    raw: { page: link.page },
    defer: () =>
      link.beside ? interaction.deferReply({ flags: MessageFlags.Ephemeral }) : interaction.deferUpdate(),
  });
}

interface Errand {
  readonly command: Command;
  readonly path: string;
  readonly raw: RawArgs;
  defer(): Promise<unknown>;
  /** What is done in place of it, once rights and arguments are found to be in order. */
  instead?(): Promise<void>;
}

/** Rights and arguments are settled before the first answer, so that being turned away stays between us. */
async function run(dependencies: RouterDependencies, interaction: Answerable, errand: Errand): Promise<void> {
  const { gate, log } = dependencies;
  const { command } = errand;
  note({ command: errand.path });
  const caller = callerOf(interaction);
  let work: (desk: Desk) => Promise<Reply>;
  try {
    // What decides on an action asks for the role that this one takes, once it has taken the interaction upon itself:
    // who may agree need not be a moderator.
    if (!command.decides) gate(caller, command.tier);
    work = command.prepare(errand.raw);
  } catch (error) {
    await turnAway(dependencies, interaction, error);
    if (error instanceof Refused) await writeDown(dependencies, interaction, errand, error);
    return;
  }
  if (errand.instead !== undefined) return errand.instead();

  const deferred = await deferral(dependencies, errand.defer());
  // Nobody is waiting for a list any more; an act was asked for, and is done.
  if (deferred === 'lost' && command.tier === 'read' && !command.decides) return;
  const desk = dependencies.deskFor({
    caller,
    interactionId: interaction.id,
    interactionToken: interaction.token,
  });
  // Whoever stops everything does not wait for what is to be stopped.
  const isBrake = command.acting?.definition.operation.brake !== undefined;
  const reply = await (isBrake ? work(desk) : dependencies.turns.take(() => work(desk))).catch(
    async (error: unknown) => {
      if (error instanceof AlreadyClaimed) {
        note({ outcome: 'repeated' });
        return null;
      }
      if (error instanceof Refused) await writeDown(dependencies, interaction, errand, error);
      return explain(error, log);
    },
  );
  if (reply === null || isOnCard(reply, command)) return;
  const isShown = await showOutcome(log, interaction, reply, command.visibility);
  if (isShown && reply.card !== undefined && command.visibility === 'private') {
    await desk.rest(reply.card.actionId);
  }
}

function writeDown(
  { recordRefusal }: RouterDependencies,
  interaction: Answerable,
  { command, path, raw }: Errand,
  because: Refused,
): Promise<void> {
  return recordRefusal({
    caller: callerOf(interaction),
    interactionId: interaction.id,
    command: path,
    ...refusedWords(command, raw),
    because,
    isClaimed: command.decides,
  });
}
