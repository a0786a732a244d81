import { type Catalogue, type Command, type Option, undoInWords, whatFirst } from '../command/index.ts';
import { plain } from '../text/text.ts';

/** Returns the flag of an option in a terminal, without its dashes: `keep-followers` for `keep_followers`. */
export const optionFlag = ({ name, secretFlag }: Option): string => secretFlag ?? name.replaceAll('_', '-');

/** Whether the command works in batches, which the console does one after the other. */
export const isBatched = (command: Command): boolean =>
  command.kind === 'action' && command.definition.operation.isUnfinished !== undefined;

/** Whether the command leaves work to Akkoma's server. */
export const isFollowed = (command: Command): boolean =>
  command.kind === 'action' && command.definition.operation.follow !== undefined && !isBatched(command);

/** Returns one line that shows how to type a command. */
export function usageOf(group: string, command: Command): string {
  const words = command.options.map((option) => {
    if (option.required)
      return option.kind === 'list' ? `${option.name.toUpperCase()}…` : option.name.toUpperCase();
    if (option.secretFlag !== undefined) return `[--${optionFlag(option)} [TEXT]]`;
    return option.kind === 'boolean' ? `[--[no-]${optionFlag(option)}]` : `[--${optionFlag(option)} TEXT]`;
  });
  return `${group} ${[command.name, ...words].join(' ')}`;
}

/** Returns the help of a command: what it does, and what each argument means. */
export function helpOf(group: string, command: Command): string {
  const lines = command.options.map((option): [string, string] => [
    option.required ? option.name.toUpperCase() : `--${optionFlag(option)}`,
    option.description,
  ]);
  const all: [string, string][] = [
    ...lines,
    ...(isFollowed(command)
      ? [['--wait', 'Wait until Akkoma has finished, and show the progress'] satisfies [string, string]]
      : []),
    ['-y, --assume-yes', 'Answer yes to every question'],
    ['--json', 'Print the result as JSON'],
  ];
  const width = Math.max(...all.map(([name]) => name.length));
  const undoing = undoInWords(command);
  return [
    `Usage: ${usageOf(group, command)}`,
    '',
    `${command.description}. ${plain(whatFirst(command))}`,
    ...(undoing === null ? [] : [`Can it be undone? ${plain(undoing)}`]),
    '',
    ...all.map(([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}`),
    '',
  ].join('\n');
}

/** Returns an overview of all commands, one line each. */
export function overviewOf({ groups }: Catalogue): string {
  const lines: [string, string][] = [
    ...groups.flatMap((group) =>
      group.commands.map((command): [string, string] => [
        `${group.name} ${command.name}`,
        command.description,
      ]),
    ),
    ['wait ACTION', 'Wait until an action has finished in Akkoma, and show the progress'],
    ['doctor', 'Check settings, database and Discord, and say how to fix each problem'],
    ['grants [ROLE]', 'Print SQL that grants a role (default: steward) the rights that Steward needs'],
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  return [
    'Usage: COMMAND [ARGUMENT…] [--FLAG…]',
    '',
    ...lines.map(([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}`),
    '',
    'Run "help COMMAND" for the arguments and flags of a command.',
    '',
  ].join('\n');
}
