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

/** An item of a list. `end` is the index of the comma after it, or the length of the list. */
interface ListItem {
  readonly text: string;
  readonly end: number;
  /** Whether it begins with a quote that nothing closes. */
  readonly isOpen: boolean;
}

/**
 * Reads the item that begins at an index. White space around it is dropped. Text in double quotes is kept unchanged,
 * with its commas and spaces, and a doubled quote inside stands for one quote. Whatever is typed, this looks at each
 * character only a few times: lists are read at every keystroke, and Discord allows 6,000 characters.
 */
function itemAt(list: string, start: number): ListItem {
  const comma = list.indexOf(',', start);
  const end = comma === -1 ? list.length : comma;
  const bare = { text: list.slice(start, end).trim(), end, isOpen: false };
  const quote = skipSpace(list, start);
  if (list[quote] !== '"') return bare;
  const closing = closingQuote(list, quote + 1);
  if (closing === -1) return { ...bare, isOpen: true };
  const after = skipSpace(list, closing + 1);
  if (after < list.length && list[after] !== ',') return bare;
  return { text: list.slice(quote + 1, closing).replaceAll('""', '"'), end: after, isOpen: false };
}

function skipSpace(list: string, start: number): number {
  const space = /\s*/y;
  space.lastIndex = start;
  space.exec(list);
  return space.lastIndex;
}

/** Returns the index of the first quote that is not doubled; -1 where there is none. */
function closingQuote(list: string, start: number): number {
  let at = list.indexOf('"', start);
  while (at !== -1 && list[at + 1] === '"') at = list.indexOf('"', at + 2);
  return at;
}

/** Splits a list at its commas, and drops empty items. */
export function splitList(list: string): string[] {
  const items: string[] = [];
  for (let start = 0; start < list.length; ) {
    const { text, end } = itemAt(list, start);
    if (text !== '') items.push(text);
    start = end + 1;
  }
  return items;
}

/**
 * Returns the item that is being typed, which is the last, without quotes, and the items before it, quoted again. An
 * item in quotes that are not closed yet reaches to the end.
 */
export function lastOfList(list: string): { before: string; typed: string } {
  let start = 0;
  for (let item = itemAt(list, 0); item.end < list.length && !item.isOpen; item = itemAt(list, start)) {
    start = item.end + 1;
  }
  const last = list.slice(start).trim();
  const [, quoted] = /^"((?:[^"]|"")*)"?$/.exec(last) ?? [];
  return {
    before: splitList(list.slice(0, start))
      .map((item) => `${listItem(item)}, `)
      .join(''),
    typed: quoted === undefined ? last : quoted.replaceAll('""', '"'),
  };
}

/** Quotes an item where `splitList` could not read it back otherwise. */
export const listItem = (item: string): string =>
  /[",]|^\s|\s$/.test(item) ? `"${item.replaceAll('"', '""')}"` : item;
