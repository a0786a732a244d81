import type { AutocompleteInteraction, ChatInputCommandInteraction } from 'discord.js';
import type { Command, RawArgs } from '../../command/index.ts';

/** The typed values by option name; lists are split into their items. */
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
 * Splits a list at its commas. Drops white space around an item, and empty items. Text in double quotes is kept
 * unchanged, with its commas and spaces, and a doubled quote inside stands for one quote.
 */
export function splitList(list: string): string[] {
  return [...list.matchAll(/\s*(?:"((?:[^"]|"")*)"\s*(?=,|$)|([^,]+))/g)]
    .map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare?.trim() ?? '')
    .filter((item) => item !== '');
}

/**
 * Matches the finished items, each up to its comma. An item in quotes up to the end, closed or not, is the last item.
 */
const finished = /^(?:\s*"(?:[^"]|"")*"\s*,|(?!\s*"(?:[^"]|"")*"?\s*$)[^,]*,)*/;

/** Returns the item that is being typed, which is the last, without quotes, and the items before it, quoted again. */
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

/** Quotes an item where `splitList` could not read it back otherwise. */
export const listItem = (item: string): string =>
  /[",]|^\s|\s$/.test(item) ? `"${item.replaceAll('"', '""')}"` : item;
