import { absentOptions, type Draft, openDraft, withText } from './draft.ts';
import { commandOf, type RunnableCommand } from './runnable-commands.ts';

/** A word of a line. `raw` is the text as typed, and `text` is without the `name:` of an option. */
interface Word {
  readonly raw: string;
  readonly name: string | undefined;
  readonly text: string;
}

/** The result of parsing a whole line. */
export interface ReadLine {
  readonly draft: Draft;
  /** The words that belong to no option. */
  readonly rest: string;
}

/**
 * Parses a line such as `/user deactivate lain keep_followers:true` into a draft. Required options may be given without
 * their names, in the command's order. An option takes all words up to the next name, and the last required one those
 * that remain; double quotes keep words together. Returns undefined when the line does not begin with a complete
 * command and a space.
 */
export function readLine(line: string, commands: readonly RunnableCommand[]): ReadLine | undefined {
  const command = commandOf(line, commands);
  if (!command) return undefined;
  const words = wordsOf(line.slice(command.path.length + 2), command.options);
  const open = command.options.filter(
    ({ name, required }) => required && !words.some((word) => word.name === name && word.text !== ''),
  );
  const { named, unnamed } = sorted(words, open.length);
  const draft = [...named].reduce(
    (to, [name, taken]) => withText(to, name, textOf(taken)),
    openDraft(command),
  );
  const filled = open.reduce((to, { name }, index) => {
    const taken = unnamed.slice(index, index === open.length - 1 ? undefined : index + 1);
    return taken.length === 0 ? to : withText(to, name, textOf(taken));
  }, draft);
  const rest = open.length > 0 ? '' : unnamed.map(({ raw }) => raw).join(' ');
  return { draft: filled, rest };
}

/** Sorts words by the option that they belong to. Those without a name are for the `open` required options first. */
function sorted(words: readonly Word[], open: number) {
  const named = new Map<string, Word[]>();
  const unnamed: Word[] = [];
  let current: Word[] | undefined;
  for (const word of words) {
    if (word.name !== undefined) {
      current = word.text === '' ? [] : [word];
      named.set(word.name, current);
    } else if (current === undefined || unnamed.length < open) unnamed.push(word);
    else current.push(word);
  }
  return { named, unnamed };
}

/** Text that was typed, with the options that are named in it. */
export interface ReadNames {
  readonly before: string;
  readonly named: readonly { readonly name: string; readonly text: string }[];
}

/**
 * Parses text in which absent or empty options are named, such as `for 3 days reason:` or a pasted `lain reason:spam`.
 * Returns undefined for other text.
 */
export function readNames(text: string, draft: Draft): ReadNames | undefined {
  const free = new Set([
    ...absentOptions(draft).map(({ name }) => name),
    ...draft.chips.filter((chip) => chip.text === '').map(({ option }) => option.name),
  ]);
  const found = [...text.matchAll(/(?:^|\s+)([^\s:]+):/g)].flatMap(
    ({ 0: { length }, 1: word = '', index }) => {
      const name = word.toLowerCase();
      return free.delete(name) ? [{ name, index, from: index + length }] : [];
    },
  );
  const [first] = found;
  if (first === undefined) return undefined;
  const named = found.map(({ name, from }, at) => ({
    name,
    text: unquote(text.slice(from, found[at + 1]?.index).trim()),
  }));
  return { before: text.slice(0, first.index), named };
}

function wordsOf(text: string, options: RunnableCommand['options']): Word[] {
  // An unclosed quote extends to the end of the line.
  return [...text.matchAll(/(?:"(?:[^"\\]|\\.)*(?:"|$)|[^\s"])+/g)].map(([raw]) => {
    const colon = raw.indexOf(':');
    const before = raw.slice(0, colon).toLowerCase();
    const name = options.find((option) => colon > 0 && option.name === before)?.name;
    return { raw, name, text: name === undefined ? raw : raw.slice(colon + 1) };
  });
}

/** Returns words as one text: several as they were typed, and a single one without its quotes. */
function textOf(words: readonly Word[]): string {
  const text = words.map((word) => word.text).join(' ');
  return words.length === 1 ? unquote(text) : text;
}

function unquote(text: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"?$/.exec(text)?.[1];
  return quoted?.replace(/\\(.)/g, '$1') ?? text;
}
