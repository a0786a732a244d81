import {
  type APIApplicationCommand,
  type APIApplicationCommandBasicOption,
  ApplicationCommandOptionType,
} from 'discord-api-types/v10';
import { type CommandLeaf, findLeaf } from './command-lookup.ts';
import type { OptionValue, OptionValues } from './command-options.ts';
import { NotSendable } from './not-sendable.ts';

/** A word, a `name:value` or a quoted text of a line. `raw` is the text as typed. */
interface Token {
  readonly raw: string;
  readonly text: string;
  readonly name: string | undefined;
}

const TOKEN = /(?:([^\s:"]+):)?(?:"((?:[^"\\]|\\.)*)"(?=\s|$)|(\S+))|(\S+)/gu;

/**
 * Parses a line such as `/user deactivate lain keep_followers:true`. Required options may be given without their names,
 * in the command's order, and the last one takes the remaining words if it is a string. A choice can be given by its
 * name or by its value.
 *
 * @throws {NotSendable} when the line does not fit a command
 */
export function parseCommandLine(
  line: string,
  commands: readonly APIApplicationCommand[],
): { leaf: CommandLeaf; values: OptionValues } {
  if (!line.startsWith('/')) {
    throw new NotSendable('Start the command with a slash, such as /help.');
  }
  const tokens = tokenize(line.slice(1));
  const leaf = findLeaf(
    commands,
    tokens.map(({ raw }) => raw),
  );
  const values: Record<string, OptionValue> = {};
  const unnamed: Token[] = [];
  for (const token of tokens.slice(1 + leaf.branches.length)) {
    const option = leaf.options.find(({ name }) => name === token.name);
    if (option) {
      values[option.name] = convert(option, token.text);
    } else {
      unnamed.push(token);
    }
  }
  place(unnamed, leaf.options, values);
  return { leaf, values };
}

function tokenize(text: string): Token[] {
  return Array.from(text.matchAll(TOKEN), ([raw, name, quoted, bare, odd]) => ({
    raw,
    name,
    text: quoted?.replace(/\\(.)/g, '$1') ?? bare ?? odd ?? '',
  }));
}

/** Assigns the words without a name to the required options that have no value yet. */
function place(
  unnamed: readonly Token[],
  options: readonly APIApplicationCommandBasicOption[],
  values: Record<string, OptionValue>,
): void {
  const open = options.filter(({ name, required }) => required && values[name] === undefined);
  for (const [index, option] of open.entries()) {
    const last = index === open.length - 1;
    const takesRest = last && option.type === ApplicationCommandOptionType.String;
    const taken = takesRest ? unnamed.slice(index) : unnamed.slice(index, index + 1);
    const [first] = taken;
    if (first) {
      values[option.name] = convert(
        option,
        taken.length > 1 ? taken.map(({ raw }) => raw).join(' ') : whole(first),
      );
    }
  }
  const last = open.at(-1);
  const surplus = unnamed.slice(open.length);
  if (surplus.length > 0 && last?.type !== ApplicationCommandOptionType.String) {
    throw new NotSendable(
      `No option for ${surplus.map(({ raw }) => raw).join(' ')}. Type each option as name:value.`,
    );
  }
}

/** Returns the value of a single word. A word with a colon that names no option, such as a URL, is kept as typed. */
function whole({ raw, text, name }: Token): string {
  return name === undefined ? text : raw;
}

function convert(option: APIApplicationCommandBasicOption, text: string): OptionValue {
  const choices = 'choices' in option ? (option.choices ?? []) : [];
  const choice = choices.find(({ name, value }) => name === text || String(value) === text);
  if (choice) {
    return choice.value;
  }
  switch (option.type) {
    case ApplicationCommandOptionType.Boolean:
      return convertBoolean(option.name, text);
    case ApplicationCommandOptionType.Integer:
    case ApplicationCommandOptionType.Number:
      if (text.trim() === '' || Number.isNaN(Number(text))) {
        throw new NotSendable(`Invalid ${option.name}: must be a number.`);
      }
      return Number(text);
    default:
      return text;
  }
}

function convertBoolean(name: string, text: string): boolean {
  if (!/^(true|false)$/i.test(text)) {
    throw new NotSendable(`Invalid ${name}: must be true or false.`);
  }
  return text.toLowerCase() === 'true';
}
