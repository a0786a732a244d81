import {
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Interaction,
  MessageFlags,
} from 'discord.js';
import type { Logger } from 'pino';
import { AlreadyClaimed, type Gate, type RecordRefusal } from '../actions/index.ts';
import {
  type Catalogue,
  type Command,
  type Desk,
  explain,
  type RawArgs,
  refusedWords,
  type Sitting,
  type Suggest,
} from '../command/index.ts';
import { Refused } from '../errors.ts';
import type { Reply } from '../reply.ts';
import { decodeAnswer } from './answer-buttons.ts';
import { takeAnswer } from './answers.ts';
import { argumentsOf, lastOfList, listItem } from './arguments.ts';
import { callerOf } from './caller.ts';
import { limits } from './limits.ts';
import { decodeLink } from './links.ts';
import { deferral, present, showOutcome } from './presentation.ts';
import { turnAway, unknown } from './turn-away.ts';

export interface RouterDependencies {
  readonly catalogue: Catalogue;
  readonly gate: Gate;
  readonly recordRefusal: RecordRefusal;
  readonly suggest: Suggest;
  readonly log: Logger;
  deskFor(sitting: Sitting): Desk;
}

type Answerable = ChatInputCommandInteraction | ButtonInteraction;

/** Takes each interaction to its command. What is returned never rejects for what a person did or Discord lacked. */
export function createRouter(dependencies: RouterDependencies): (interaction: Interaction) => Promise<void> {
  const { catalogue } = dependencies;
  return async (interaction) => {
    if (interaction.isAutocomplete()) return autocomplete(dependencies, interaction);

    if (interaction.isChatInputCommand()) {
      const command = catalogue.find(interaction.commandName, interaction.options.getSubcommand(false));
      if (command === undefined) return turnAway(dependencies, interaction, unknown(interaction.commandName));
      return run(dependencies, interaction, {
        command,
        path: pathOf(interaction),
        raw: argumentsOf(interaction, command),
        defer: () =>
          interaction.deferReply(command.visibility === 'private' ? { flags: MessageFlags.Ephemeral } : {}),
      });
    }

    if (interaction.isModalSubmit() || interaction.isButton()) {
      const pressed = decodeAnswer(interaction.customId);
      if (pressed !== null) return takeAnswer(dependencies, interaction, pressed);
    }

    if (interaction.isButton()) {
      const link = decodeLink(interaction.customId);
      const command = link === null ? undefined : catalogue.find(link.group, link.name);
      // Buttons only ever read: whatever a custom id says, it cannot make this program act.
      if (link === null || command?.tier !== 'read') {
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
  };
}

const pathOf = ({ commandName, options }: ChatInputCommandInteraction): string =>
  [commandName, options.getSubcommand(false)].filter((word) => word !== null).join('.');

interface Errand {
  readonly command: Command;
  readonly path: string;
  readonly raw: RawArgs;
  defer(): Promise<unknown>;
}

/** Rights and arguments are settled before the first answer, so that being turned away stays between us. */
async function run(dependencies: RouterDependencies, interaction: Answerable, errand: Errand): Promise<void> {
  const { gate, log } = dependencies;
  const { command } = errand;
  const caller = callerOf(interaction);
  let work: (desk: Desk) => Promise<Reply>;
  try {
    gate(caller, command.tier);
    work = command.prepare(errand.raw);
  } catch (error) {
    await turnAway(dependencies, interaction, error);
    if (error instanceof Refused) await writeDown(dependencies, interaction, errand, error);
    return;
  }

  const deferred = await deferral(log, errand.defer());
  // Nobody is waiting for a list any more; an act was asked for, and is done.
  if (deferred === 'lost' && command.tier === 'read') return;
  const reply = await work(dependencies.deskFor({ caller, interactionId: interaction.id })).catch(
    async (error: unknown) => {
      if (error instanceof AlreadyClaimed) return null;
      if (error instanceof Refused) await writeDown(dependencies, interaction, errand, error);
      return explain(error, log);
    },
  );
  if (reply !== null) await showOutcome(log, interaction, reply, command.visibility);
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
  });
}

/** Offers values while someone types; whoever may not run the command is offered none, and so is a slow moment. */
async function autocomplete(
  { catalogue, gate, suggest, log, deskFor }: RouterDependencies,
  interaction: AutocompleteInteraction,
): Promise<void> {
  const choices = await (async () => {
    const command = catalogue.find(interaction.commandName, interaction.options.getSubcommand(false));
    const focused = interaction.options.getFocused(true);
    const option = command?.options.find(({ name }) => name === focused.name);
    if (command === undefined || option?.suggest === undefined) return [];
    const caller = callerOf(interaction);
    gate(caller, command.tier);
    const isList = option.kind === 'list';
    const { before, typed } = isList ? lastOfList(focused.value) : { before: '', typed: focused.value };
    // The name is what stands in the option once it is chosen, and is typed on from there.
    const whole = (item: string): string => (isList ? `${before}${listItem(item)}` : item);
    const others = argumentsOf(interaction, command);
    const typing = { catalogue, what: option.suggest, typed, others };
    const found = await suggest(deskFor({ caller, interactionId: interaction.id }), typing);
    return found.map(({ name, value }) => ({ name: whole(name), value: whole(value) }));
  })().catch((error: unknown) => {
    log.debug({ err: error }, 'no suggestions');
    return [];
  });
  const fitting = choices
    .filter(({ name, value }) => Math.max(name.length, value.length) <= limits.choice)
    .slice(0, limits.choices);
  await present(log, 'suggestions', interaction.respond(fitting));
}
