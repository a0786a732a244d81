import { absentOptions, chipOf, type Draft, openDraft, withText } from './draft.ts';
import { commandOf, type RunnableCommand } from './runnable-commands.ts';

/** A word of a line. `raw` is the text as typed, and `text` is without the `name:` of an option and without quotes. */
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
 * Parses a line such as `/user deactivate lain keep_followers:true` into a draft, with the same syntax as
 * `SandboxPerson.type`: required options may be given without their names, in the command's order, and the last of them
 * takes the remaining words. A value with spaces needs double quotes. Returns undefined when the line does not begin
 * with a complete command and a space.
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

/**
 * Parses text that ends with the name of an absent or empty option and a colon, such as `for 3 days reason:`. Returns
 * undefined for other text.
 */
export function readName(text: string, draft: Draft): { before: string; name: string } | undefined {
  const [, before = '', name] = /^(.*?)(?:^|\s)([^\s:]+):$/s.exec(text) ?? [];
  const known =
    name !== undefined &&
    (absentOptions(draft).some((option) => option.name === name) || chipOf(draft, name)?.text === '');
  return known ? { before, name } : undefined;
}

function wordsOf(text: string, { options }: RunnableCommand): Word[] {
  // An unclosed quote extends to the end of the line.
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
