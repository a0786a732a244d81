import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOptionChoice,
  ApplicationCommandOptionType,
} from 'discord-api-types/payloads/v10';
import { quote, type RunnableCommand, readLine, type TypedLine } from './typed-line.ts';

export interface Suggestion {
  readonly label: string;
  readonly detail: string;
  /** The whole line once this is taken. */
  readonly line: string;
}

export interface Suggestions {
  /** What is being asked for, as a line above the list. */
  readonly heading: string;
  readonly list: readonly Suggestion[];
  /** Whether Enter takes the first one without the person having moved to it: where the line could not be sent yet. */
  readonly eager: boolean;
}

/** What to ask the bot for, where an option's choices are its own to give. */
export interface Question {
  readonly path: string;
  readonly options: Readonly<Record<string, string | number | boolean>>;
  readonly focused: string;
}

const MOST_COMMANDS = 25;

/** What could come next in the line, as far as the registered commands tell. */
export function suggest(line: string, commands: readonly RunnableCommand[]): Suggestions | undefined {
  if (!line.startsWith('/')) return undefined;
  const typed = readLine(line, commands);
  return typed ? suggestInside(line, typed) : suggestCommands(line, commands);
}

/** The question to the bot that this line raises, if any. */
export function questionOf(line: string, commands: readonly RunnableCommand[]): Question | undefined {
  const typed = readLine(line, commands);
  if (!typed?.option || !('autocomplete' in typed.option) || !typed.option.autocomplete) return undefined;
  const { name } = typed.option;
  return { path: typed.command.path, options: { ...typed.given, [name]: typed.value }, focused: name };
}

/** The bot's choices as suggestions for the line that raised the question. */
export function suggestChoices(
  line: string,
  commands: readonly RunnableCommand[],
  choices: readonly APIApplicationCommandOptionChoice[],
): Suggestion[] {
  const typed = readLine(line, commands);
  if (!typed?.option) return [];
  const { option } = typed;
  return choices.map((choice) => ({
    label: choice.name,
    detail: String(choice.value) === choice.name ? '' : String(choice.value),
    line: withValue(line, typed, option, String(choice.value)),
  }));
}

function suggestCommands(line: string, commands: readonly RunnableCommand[]): Suggestions | undefined {
  const wanted = line.slice(1).trim().replace(/\s+/g, ' ').toLowerCase();
  const starting = commands.filter(({ path }) => path.startsWith(wanted));
  const containing = commands.filter(({ path }) => !path.startsWith(wanted) && path.includes(wanted));
  const list = [...starting, ...containing].slice(0, MOST_COMMANDS).map((command) => ({
    label: `/${command.path}`,
    detail: command.description,
    line: `/${command.path}${command.options.length > 0 ? ' ' : ''}`,
  }));
  const complete = commands.find(({ path }) => path === wanted);
  const sendable = complete?.options.every(({ required }) => !required) ?? false;
  return list.length > 0 ? { heading: 'Commands', list, eager: !sendable } : undefined;
}

function suggestInside(line: string, typed: TypedLine): Suggestions | undefined {
  const { command, option, value, named, word } = typed;
  const values = option ? fixedValues(option).filter(({ name }) => matches(name, value)) : [];
  const names = named
    ? []
    : command.options.filter(
        ({ name }) => !(name in typed.given) && name !== option?.name && name.startsWith(word.toLowerCase()),
      );
  const list = [
    ...values.map(({ name, value: chosen }) => ({
      label: name,
      detail: '',
      line: option ? withValue(line, typed, option, chosen) : line,
    })),
    ...names.map(({ name, description, required }) => ({
      label: `${name}:`,
      detail: required ? `${description} (required)` : description,
      line: `${line.slice(0, typed.wordStart)}${name}:`,
    })),
  ];
  const heading = option ? `${option.name}: ${option.description}` : 'Options';
  return list.length > 0 || option ? { heading, list, eager: false } : undefined;
}

function fixedValues(option: APIApplicationCommandBasicOption): { name: string; value: string }[] {
  if (option.type === ApplicationCommandOptionType.Boolean) {
    return ['True', 'False'].map((name) => ({ name, value: name.toLowerCase() }));
  }
  const choices = 'choices' in option ? (option.choices ?? []) : [];
  return choices.map((choice) => ({ name: choice.name, value: String(choice.value) }));
}

function withValue(line: string, typed: TypedLine, option: { name: string }, value: string): string {
  return `${line.slice(0, typed.wordStart)}${typed.named ? `${option.name}:` : ''}${quote(value)} `;
}

function matches(candidate: string, typed: string): boolean {
  return candidate.toLowerCase().includes(typed.toLowerCase());
}
