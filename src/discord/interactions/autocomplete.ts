import type { AutocompleteInteraction } from 'discord.js';
import { tierToAsk } from '../../command/index.ts';
import { addLogContext, millisecondsToAnswer } from '../../log/log-context.ts';
import { withTimeout } from '../../process/with-timeout.ts';
import { limits } from '../messages/limits.ts';
import { present } from '../messages/presentation.ts';
import { argumentsOf, lastOfList, listItem, splitList } from './arguments.ts';
import { callerOf } from './caller.ts';
import type { RouterDependencies } from './router-dependencies.ts';

/** In milliseconds. Discord accepts no suggestions after three seconds, and they need time on the network. */
const answerTimeout = 2_000;

/** Longer texts get no suggestions: no choice, of at most 100 characters, can continue them. */
const maxTyped = 1_000;

/**
 * Suggests values while a person types. Suggests none where the person may not run the command, for long texts, or
 * after `answerTimeout`.
 */
export async function answerAutocomplete(
  { catalogue, gate, autocomplete, log, concurrency, contextFor }: RouterDependencies,
  interaction: AutocompleteInteraction,
): Promise<void> {
  addLogContext({ command: 'autocomplete' });
  const found = (async () => {
    const command = catalogue.find(
      interaction.commandName,
      interaction.options.getSubcommand(false),
    )?.command;
    const focused = interaction.options.getFocused(true);
    const option = command?.options.find(({ name }) => name === focused.name);
    if (command === undefined || option?.suggest === undefined) return [];
    if (focused.value.length > maxTyped) return [];
    const caller = callerOf(interaction);
    gate(caller, tierToAsk(command));
    const isList = option.kind === 'list';
    const { before, typed } = isList ? lastOfList(focused.value) : { before: '', typed: focused.value };
    // Discord fills the option with the chosen name, and the person continues typing after it: it must hold the whole
    // list.
    const whole = (item: string): string => (isList ? `${before}${listItem(item)}` : item);
    const others = argumentsOf(interaction, command);
    const typing = { catalogue, command: command.name, what: option.suggest, typed, others };
    const suggested = await autocomplete(contextFor({ caller, interactionId: interaction.id }), typing);
    const earlier = new Set(splitList(before));
    return suggested
      .filter(({ name, value }) => !earlier.has(name) && !earlier.has(value))
      .map(({ name, value }) => ({
        // A label that does not fit beside the earlier items is left out.
        name: whole(whole(name).length <= limits.choice ? name : value),
        value: option.kind === 'integer' ? Number(value) : whole(value),
      }));
  })().catch((error: unknown) => {
    log.debug({ err: error }, 'no suggestions');
    return [];
  });
  // This limit includes the wait for a connection of the pool, which no timeout of PostgreSQL ends.
  const choices = await withTimeout(answerTimeout, found, []);
  const fitting = choices
    .filter(({ name, value }) => Math.max(name.length, String(value).length) <= limits.choice)
    .slice(0, limits.choices);
  await present(log, 'suggestions', interaction.respond(fitting));
  concurrency.noteAnswerTime(millisecondsToAnswer());
}
