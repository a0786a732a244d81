import type { AutocompleteInteraction, ChatInputCommandInteraction } from 'discord.js';
import type { Command, RawArgs } from '../command/index.ts';

/** What was typed, by option; lists are taken apart. */
export function argumentsOf(
  { options }: ChatInputCommandInteraction | AutocompleteInteraction,
  command: Command,
): RawArgs {
  return Object.fromEntries(
    command.options.map(({ name, kind }) => {
      const value = options.get(name)?.value;
      return [name, kind === 'list' && typeof value === 'string' ? splitList(value) : value];
    }),
  );
}

/**
 * Takes a list apart at its commas. White space around an item is dropped, empty items too; what stands in double quotes
 * is kept as it is, commas and spaces included, and a doubled quote inside is one quote.
 */
export function splitList(list: string): string[] {
  return [...list.matchAll(/\s*(?:"((?:[^"]|"")*)"\s*(?=,|$)|([^,]+))/g)]
    .map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare?.trim() ?? '')
    .filter((item) => item !== '');
}

/** The part of a list that is being typed, after its last comma, and what stands before it. */
export function lastOfList(list: string): { before: string; typed: string } {
  const comma = list.lastIndexOf(',');
  return { before: comma < 0 ? '' : `${list.slice(0, comma)}, `, typed: list.slice(comma + 1).trim() };
}
