import { draw, nameInvisible, type Text } from '../text/text.ts';

const inTerminal = {
  foreign: nameInvisible,
  at: (value: Date) => value.toISOString(),
  person: (_id: string, name: string) => nameInvisible(name),
  role: (id: string) => id,
  channel: (id: string) => id,
  command: (path: string) => `"steward ${path}"`,
  code: nameInvisible,
};

/** Draws a text for a terminal, with invisible characters named, times in ISO 8601, and commands as they are typed. */
export const shown = (text: Text): string => draw(text, inTerminal);

/** The same for a cell of a table, with times to the minute. */
export const shownInCell = (text: Text): string =>
  draw(text, { ...inTerminal, at: (value) => `${value.toISOString().slice(0, 16)}Z` });
