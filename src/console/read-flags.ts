import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { nearest } from '../text/nearest.ts';
import { nameInvisible } from '../text/text.ts';
import { hintOf } from './help.ts';
import type { Flag, Manual } from './manual.ts';

/** The command line is invalid. The message says why. */
export class WrongUsage extends Error {
  /** The lines that say how to type it. */
  readonly hint: string;

  constructor(message: string, hint: string) {
    // The message repeats what was typed and is printed in a terminal, so invisible characters are made visible.
    super(nameInvisible(message));
    this.name = 'WrongUsage';
    this.hint = hint;
  }
}

/** Returns "Did you mean …?" with a space before it; nothing if no candidate is near. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const meant = nearest(word, candidates);
  return meant === null ? '' : ` Did you mean "${meant}"?`;
}

/**
 * Splits the words after a command into the values of its flags and the positional arguments.
 *
 * @throws WrongUsage for an unknown flag, one with a wrong or missing value, and flags that contradict each other.
 */
export function readFlags(words: readonly string[], manual: Manual) {
  const { values, positionals, tokens } = parsed(words, manual);
  const given: string[] = [];
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const fault = contradictionOf(token.rawName, given, manual);
    if (fault !== null) throw new WrongUsage(fault, hintOf(manual));
    given.push(token.rawName);
  }
  return { values, positionals };
}

/** Says how a flag contradicts those before it, of which Node would silently take the last; null if it does not. */
function contradictionOf(typed: string, given: readonly string[], { flags }: Manual): string | null {
  const opposite = typed.startsWith('--no-') ? `--${typed.slice('--no-'.length)}` : `--no-${typed.slice(2)}`;
  if (given.includes(opposite)) return `"${opposite}" and "${typed}" contradict each other.`;
  const takesOne = flags.some(
    ({ name, value, multiple }) => typed === `--${name}` && value !== null && !multiple,
  );
  return takesOne && given.includes(typed) ? `"${typed}" was given twice.` : null;
}

function parsed(words: readonly string[], manual: Manual) {
  try {
    return parseArgs({
      args: [...words],
      options: Object.fromEntries(manual.flags.map(configOf)),
      allowPositionals: true,
      allowNegative: true,
      strict: true,
      tokens: true,
    });
  } catch (error) {
    throw new WrongUsage(faultOf(error, manual), hintOf(manual));
  }
}

const configOf = ({ name, short, value, multiple }: Flag): [string, ParseArgsOptionsConfig[string]] => [
  name,
  {
    type: value === null ? 'boolean' : 'string',
    ...(short === undefined ? {} : { short }),
    ...(multiple ? { multiple } : {}),
  },
];

/** Says in our words what Node found wrong. Node's message names the flag in single quotes, perhaps after a short one. */
function faultOf(error: unknown, { flags }: Manual): string {
  const { message, code } =
    error instanceof Error ? { code: undefined, ...error, message: error.message } : {};
  const flag = /^Option '(?:-\w, )?(-[^\s']*)/.exec(message ?? '')?.[1] ?? '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const typed = /^Unknown option '(.*?)'(?:\. |$)/s.exec(message ?? '')?.[1] ?? '';
    return `Unknown option "${typed}".${didYouMean(typed, namesOf(flags))}`;
  }
  if (code !== 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') throw error;
  if (message?.includes('does not take an argument')) return `"${flag}" takes no value.`;
  const form = message?.includes('ambiguous')
    ? ` A value that begins with a dash is typed like ${flag}=-VALUE.`
    : '';
  return `Missing value for "${flag}".${form}`;
}

/** The flags of a command as they are typed, except hidden ones. */
export const namesOf = (flags: readonly Flag[]): string[] =>
  flags
    .filter(({ hidden }) => !hidden)
    .flatMap(({ name, negatable }) => [`--${name}`, ...(negatable ? [`--no-${name}`] : [])]);
