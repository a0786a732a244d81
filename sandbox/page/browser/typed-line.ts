import { absentOptions, chipOf, type Draft, openDraft, withText } from './draft.ts';
import { commandOf, type RunnableCommand } from './runnable-commands.ts';

/** A word of a line: as it was typed, and without the `name:` of an option and quotes. */
interface Word {
  readonly raw: string;
  readonly name: string | undefined;
  readonly text: string;
}

/** What a whole line says. */
export interface ReadLine {
  readonly draft: Draft;
  /** Words that no option is there for. */
  readonly rest: string;
}

/**
 * Reads a line such as `/user deactivate lain keep_followers:true` into a draft, as the sandbox's own people type it:
 * required options may stand without their name, in the command's order, the last of them taking the words that are
 * left; a value with spaces goes in double quotes. Undefined for a line in which no command is complete and followed by
 * a space.
 */
export function readLine(line: string, commands: readonly RunnableCommand[]): ReadLine | undefined {
  const command = commandOf(line, commands);
  if (!command) return undefined;
  let draft = openDraft(command);
  const unnamed: Word[] = [];
  for (const word of wordsOf(line.slice(command.path.length + 2), command)) {
    if (word.name === undefined) unnamed.push(word);
    else draft = withText(draft, word.name, word.text);
  }
  const open = draft.chips.filter(({ option, text }) => option.required && text === '');
  for (const [index, { option }] of open.entries()) {
    const taken = unnamed.slice(index, index === open.length - 1 ? undefined : index + 1);
    const [only] = taken;
    const text = taken.length > 1 ? taken.map(({ raw }) => raw).join(' ') : (only?.text ?? '');
    draft = withText(draft, option.name, text);
  }
  const rest = open.length > 0 ? '' : unnamed.map(({ raw }) => raw).join(' ');
  return { draft, rest };
}

/** Text that ends with the name of an option that could be added or filled in, such as `for 3 days reason:`. */
export function readName(text: string, draft: Draft): { before: string; name: string } | undefined {
  const [, before = '', name] = /^(.*?)(?:^|\s)([^\s:]+):$/s.exec(text) ?? [];
  const known =
    name !== undefined &&
    (absentOptions(draft).some((option) => option.name === name) || chipOf(draft, name)?.text === '');
  return known ? { before, name } : undefined;
}

function wordsOf(text: string, { options }: RunnableCommand): Word[] {
  // A quote that is still open runs to the end of the line.
  return [...text.matchAll(/(?:"(?:[^"\\]|\\.)*(?:"|$)|[^\s"])+/g)].map(([raw]) => {
    const colon = raw.indexOf(':');
    const name = options.find((option) => colon > 0 && option.name === raw.slice(0, colon))?.name;
    return { raw, name, text: unquote(name === undefined ? raw : raw.slice(colon + 1)) };
  });
}

function unquote(text: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"?$/.exec(text)?.[1];
  return quoted?.replace(/\\(.)/g, '$1') ?? text;
}
