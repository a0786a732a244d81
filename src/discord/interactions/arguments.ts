import type { AutocompleteInteraction, ChatInputCommandInteraction } from 'discord.js';
import type { Command, RawArgs } from '../../command/index.ts';

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

/** Items that are finished, each up to its comma; one that is in quotes to the end, closed or not, is the last. */
const finished = /^(?:\s*"(?:[^"]|"")*"\s*,|(?!\s*"(?:[^"]|"")*"?\s*$)[^,]*,)*/;

/** The item of a list that is being typed, its last, without quotes; and what stands before it, quoted anew. */
export function lastOfList(list: string): { before: string; typed: string } {
  const [whole = ''] = finished.exec(list) ?? [];
  const last = list.slice(whole.length).trim();
  const [, quoted] = /^"((?:[^"]|"")*)"?$/.exec(last) ?? [];
  return {
    before: splitList(whole)
      .map((item) => `${listItem(item)}, `)
      .join(''),
    typed: quoted === undefined ? last : quoted.replaceAll('""', '"'),
  };
}

/** An item as it must stand in a list for `splitList` to find it whole. */
export const listItem = (item: string): string =>
  /[",]|^\s|\s$/.test(item) ? `"${item.replaceAll('"', '""')}"` : item;
