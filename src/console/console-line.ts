import type { Command, Option } from '../command/index.ts';

/** Returns the flag of an option in a terminal, without its dashes: `keep-followers` for `keep_followers`. */
export const optionFlag = ({ name, secretFlag }: Option): string => secretFlag ?? name.replaceAll('_', '-');

/** Whether a terminal takes an option by its position. A reason that is required is a flag, as all other reasons are. */
export const isPositional = ({ name, required }: Option): boolean => required && name !== 'reason';

/** A command's example as typed in a shell, without the words that start the console. */
export function consoleLine({ example, options }: Command): string {
  const [group, name, ...rest] = wordsOf(example);
  const positional = options.filter(isPositional);
  const flags: string[] = [];
  const placed = rest.flatMap((word) => {
    const [given, value] = halves(word);
    const option = options.find((each) => each.name === given);
    if (option === undefined || isPositional(option)) return [quoted(option === undefined ? word : value)];
    const flag = optionFlag(option);
    flags.push(
      ...(option.kind === 'boolean'
        ? [`--${value === 'true' ? '' : 'no-'}${flag}`]
        : [`--${flag}`, quoted(value)]),
    );
    return [];
  });
  if (placed.length < positional.length) throw new Error(`The example "${example}" lacks a required option`);
  return [group, name, ...placed, ...flags].join(' ');
}

/** Splits a line into words. Text in double quotes is part of one word. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/(?:"[^"]*"|[^\s"])+/g)].map(([word]) => word.replaceAll('"', ''));

function halves(word: string): [name: string, value: string] {
  const colon = word.indexOf(':');
  return [word.slice(0, Math.max(colon, 0)), word.slice(colon + 1)];
}

/** Quotes a word for a shell, where it needs that. */
export const quoted = (word: string): string =>
  /^[\w@.:,/+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
