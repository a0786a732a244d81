import type { ActionTier } from '../operations/index.ts';
import type { ActionCommand, Command, CommandGroup } from './command.ts';

/** A command as people know it: under the words that are typed. */
export interface CommandEntry<Kind extends Command = Command> {
  /** Such as `user deactivate`. */
  readonly path: string;
  readonly command: Kind;
}

/** All commands: those in a group are typed `user deactivate`, those that stand alone `help`. */
export interface Catalogue {
  readonly groups: readonly CommandGroup[];
  readonly standalone: readonly Command[];
  /** @param words one or two words, as typed. */
  find(...words: readonly (string | null)[]): Command | undefined;
  /** The command behind an operation's name, with the words it is typed with. */
  byOperation(operation: string): CommandEntry<ActionCommand> | undefined;
  /** How dangerous each operation behind a command usually is, by its name. */
  readonly usualTiers: ReadonlyMap<string, ActionTier>;
}

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
  return {
    groups,
    standalone,
    find: (...words) => byPath.get(words.filter((word) => word !== null).join(' ')),
    byOperation: (operation) => byOperation.get(operation),
    usualTiers: new Map(
      [...byPath.values()].flatMap((command): [string, ActionTier][] =>
        command.kind === 'action' ? [[command.operation, command.tier]] : [],
      ),
    ),
  };
}
