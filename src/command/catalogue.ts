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
  /**
   * Finds a command.
   *
   * @param words one or two words, as typed. Null is ignored.
   */
  find(...words: readonly (string | null)[]): Command | undefined;
  /** Finds the command that runs the operation with this name. */
  byOperation(operation: string): CommandEntry<ActionCommand> | undefined;
  /** The definition behind an operation's name. */
  readonly definitionOf: FindDefinition;
  /** The operations behind the commands, by name. */
  readonly operations: Operations;
  /** What Steward's role needs for the commands, by table of Akkoma's. */
  readonly grants: Grants;
}

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
): Catalogue {
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
  return {
    groups,
    standalone,
    find: (...words) => byPath.get(words.filter((word) => word !== null).join(' ')),
    byOperation: (operation) => byOperation.get(operation),
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
