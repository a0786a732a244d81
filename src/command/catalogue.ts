import type { Command, CommandGroup } from './command.ts';

/** All commands, as they are typed: `user deactivate`. */
export interface Catalogue {
  readonly groups: readonly CommandGroup[];
  find(group: string, name: string): Command | undefined;
}

export const createCatalogue = (groups: readonly CommandGroup[]): Catalogue => ({
  groups,
  find: (group, name) =>
    groups.find((each) => each.name === group)?.commands.find((command) => command.name === name),
});
