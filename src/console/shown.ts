import type { Option } from '../command/index.ts';
import { programName } from '../text/program-name.ts';
import { draw, nameInvisible, type Text, type TypedArg } from '../text/text.ts';
import { isPositional, optionFlag, quoted } from './console-line.ts';

const inTerminal = {
  shows: 'inTerminal' as const,
  foreign: nameInvisible,
  at: (value: Date) => value.toISOString().replace(/\.\d+Z$/, 'Z'),
  person: (_id: string, name: string) => nameInvisible(name),
  role: (id: string) => `role ${id}`,
  channel: (id: string) => id,
  command: (path: string) => `"${programName} ${path}"`,
  option: (name: string) => `--${nameInvisible(name).replaceAll('_', '-')}`,
  code: nameInvisible,
  hidden: (drawn: string) => drawn,
  link: (address: string, name: string) => `${name}: ${nameInvisible(address)}`,
  line: (path: string, args: readonly TypedArg[]) =>
    [`${programName} ${path}`, ...args.map((arg) => nameInvisible(typedInTerminal(arg)))].join(' '),
  action: (id: number, _card: unknown, as: 'number' | 'card') =>
    as === 'number' ? `action ${id}` : `"${programName} action show ${id}"`,
};

function typedInTerminal({ name, value, form }: TypedArg): string {
  const flag = name.replaceAll('_', '-');
  if (form === 'positional') return quoted(value);
  return form === 'flag' ? `--${value === 'true' ? '' : 'no-'}${flag}` : `--${flag} ${quoted(value)}`;
}

/** Draws a text for a terminal, with invisible characters named, times in ISO 8601 to the second, and commands as they are typed. */
export const shown = (text: Text): string => draw(text, inTerminal);

/** Returns a function that does the same for an answer to a command, where some options are typed by their position. */
export function shownFor(options: readonly Option[]): (text: Text) => string {
  const names = new Map(
    options.map((option) => [
      option.name,
      isPositional(option) ? option.name.toUpperCase() : `--${optionFlag(option)}`,
    ]),
  );
  return (text) =>
    draw(text, { ...inTerminal, option: (name) => names.get(name) ?? inTerminal.option(name) });
}

/** The same for a cell of a table, with times to the minute. */
export const shownInCell = (text: Text): string =>
  draw(text, { ...inTerminal, at: (value) => `${value.toISOString().slice(0, 16)}Z` });
