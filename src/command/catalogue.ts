import { type FindDefinition, stewardUses } from '../actions/index.ts';
import { type Grants, grantsFor, type TableUse } from '../database/rights/grants.ts';
import { type Operations, writesOf } from '../operations/index.ts';
import type { ActionCommand, Command, CommandGroup } from './command.ts';

/** A command with the words that people type for it. */
export interface CommandEntry<Kind extends Command = Command> {
  /** For example `user deactivate`. */
  readonly path: string;
  readonly command: Kind;
}

/** The command registry. Commands in a group are typed like `user deactivate`, standalone ones like `help`. */
export interface Catalogue {
  readonly groups: readonly CommandGroup[];
  readonly standalone: readonly Command[];
  /** The words that Akkoma's command line has for a command, where they differ, each with the path of the command. */
  readonly akkomaWords: ReadonlyMap<string, string>;
  /** Returns the path of a command that was typed in Akkoma's words, and anything else as it is. */
  pathOf(words: string): string;
  /**
   * Finds a command, with its path.
   *
   * @param words one or two words, as typed, also Akkoma's. Null is ignored.
   */
  find(...words: readonly (string | null)[]): CommandEntry | undefined;
  /** Finds the command that runs the operation with this name. */
  byOperation(operation: string): CommandEntry<ActionCommand> | undefined;
  /** Finds a command by the name that records have of it, or by its words with a dot between them. */
  byRecordedName(name: string): CommandEntry | undefined;
  /** Returns the words that people type for an operation. Those of an unknown one are made from its name. */
  wordsFor(operation: string): string;
  /** The definition behind an operation's name. */
  readonly definitionOf: FindDefinition;
  /** The operations behind the commands, by name. */
  readonly operations: Operations;
  /** What Steward's role needs for the commands, by table of Akkoma's. */
  readonly grants: Grants;
}

/**
 * Returns the name that the audit log and the log have of a command: that of its operation, which does not change when
 * the command gets other words.
 */
export const recordedName = ({ path, command }: CommandEntry): string =>
  command.kind === 'action' ? command.operation : path.replace(' ', '.');

/**
 * A group of the commands that a module exports. Those that only read come first; each half is in the order of names.
 */
export const groupOf = (
  name: string,
  description: string,
  commands: Readonly<Record<string, Command>>,
): CommandGroup => ({
  name,
  description,
  commands: Object.values(commands).toSorted(
    (a, b) => Number(b.kind === 'query') - Number(a.kind === 'query') || (a.name < b.name ? -1 : 1),
  ),
});

export function createCatalogue(
  groups: readonly CommandGroup[],
  standalone: readonly Command[] = [],
  akkomaWords: Readonly<Record<string, string>> = {},
): Catalogue {
  const theirs = new Map(Object.entries(akkomaWords));
  const byPath = new Map([
    ...standalone.map((command): [string, Command] => [command.name, command]),
    ...groups.flatMap((group) =>
      group.commands.map((command): [string, Command] => [`${group.name} ${command.name}`, command]),
    ),
  ]);
  const byOperation = new Map(
    [...byPath].flatMap(([path, command]): [string, CommandEntry<ActionCommand>][] =>
      command.kind === 'action' ? [[command.operation, { path, command }]] : [],
    ),
  );
  const operations: Operations = new Map(
    [...byOperation].map(([name, { command }]) => [name, command.definition.operation]),
  );
  const pathOf = (words: string): string => theirs.get(words) ?? words;
  const entryOf = (words: string): CommandEntry | undefined => {
    const path = pathOf(words);
    const command = byPath.get(path);
    return command === undefined ? undefined : { path, command };
  };
  return {
    groups,
    standalone,
    akkomaWords: theirs,
    pathOf,
    find: (...words) => entryOf(words.filter((word) => word !== null).join(' ')),
    byOperation: (operation) => byOperation.get(operation),
    byRecordedName: (name) => byOperation.get(name) ?? entryOf(name.replace('.', ' ')),
    wordsFor: (operation) => byOperation.get(operation)?.path ?? operation.replace('.', ' '),
    definitionOf: (operation) => byOperation.get(operation)?.command.definition,
    operations,
    grants: grantsFor([
      ...[...byPath].map(([path, command]) => tableUseOf(path, command, operations)),
      ...stewardUses,
    ]),
  };
}

function tableUseOf(name: string, command: Command, operations: Operations): TableUse {
  if (command.kind === 'action') {
    const { operation } = command.definition;
    return { name, writes: writesOf(operation, operations), reads: operation.reads ?? [] };
  }
  return { name, writes: {}, reads: command.kind === 'query' ? command.reads : [] };
}
