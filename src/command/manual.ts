import { askingTier } from '../actions/index.ts';
import type { Tier } from '../operations/index.ts';
import { bestFirst } from '../text/best-first.ts';
import { command, type Text, text } from '../text/text.ts';
import type { Catalogue, CommandEntry } from './catalogue.ts';
import type { Command } from './command.ts';

/** Returns every command that the caller may use, in the order of the registry. */
export function entriesFor({ groups, standalone }: Catalogue, may: (tier: Tier) => boolean): CommandEntry[] {
  return [
    ...groups.flatMap(({ name, commands }) =>
      commands.map((command) => ({ path: `${name} ${command.name}`, command })),
    ),
    ...standalone.map((command) => ({ path: command.name, command })),
  ].filter(({ command }) => may(tierToAsk(command)));
}

/**
 * Suggests the commands that the caller may use and whose names contain the typed text, with the group or without, the
 * best match first.
 */
export function suggestCommands(catalogue: Catalogue, may: (tier: Tier) => boolean, typed: string): string[] {
  const part = typed.trim().replace(/^\//, '').toLowerCase();
  return bestFirst(pathsOf(entriesFor(catalogue, may)), part, (path) =>
    [path, ...akkomaWordsFor(catalogue, path)].flatMap((words) => [words, ownName(words)]),
  );
}

/**
 * Suggests commands that act, for part of a name as people type it or as the audit log stores it, the best match first.
 */
export function suggestActionCommands(catalogue: Catalogue, typed: string): string[] {
  const acting = entriesFor(catalogue, () => true).filter(({ command }) => command.kind === 'action');
  return bestFirst(pathsOf(acting), operationName(typed), (path) =>
    [path, ...akkomaWordsFor(catalogue, path)].flatMap((words) => [operationName(words), ownName(words)]),
  );
}

/** The words of Akkoma's command line for a command, if they differ. */
const akkomaWordsFor = ({ akkomaWords }: Catalogue, path: string): string[] =>
  [...akkomaWords].flatMap(([theirs, ours]) => (ours === path ? [theirs] : []));

const pathsOf = (entries: readonly CommandEntry[]): string[] => entries.map(({ path }) => path);

/** The name of a command without its group. */
const ownName = (path: string): string => path.slice(path.indexOf(' ') + 1);

/** Converts a typed command to the name of its operation: `/user deactivate` to `user.deactivate`. */
export const operationName = (typed: string): string =>
  typed.trim().replace(/^\//, '').replace(/\s+/g, '.').toLowerCase();

/** The tier whose roles may use a command. */
export const tierToAsk = (command: Command): Tier =>
  command.kind === 'action' ? askingTier(command.definition.operation, command.tier) : command.tier;

/** Describes who may use a command. A plan can require more, for example if its target is staff. */
export function roleFor(command: Command): Text {
  const tier = tierToAsk(command);
  if (command.kind !== 'query' && command.who !== undefined) return text`${[command.who]}`;
  return tier === 'read' || tier === 'routine' ? text`Moderators and admins` : text`Admins`;
}

/** Describes what happens before a command runs, where no approval is needed. */
export function whatFirst(command: Command): Text {
  if (command.kind === 'query') return text`Runs immediately and changes nothing.`;
  if (command.kind === 'action' && command.asks) {
    const asks = text`Shows what would change, and asks for confirmation.`;
    return command.tier === 'destructive' ? text`Destructive. ${asks}` : asks;
  }
  const immediately =
    command.kind === 'decision' ? text`Runs immediately.` : text`Runs immediately, unless it is a dry run.`;
  return command.asksIf === undefined
    ? immediately
    : text`${immediately} Asks for confirmation if ${[command.asksIf]}.`;
}

/** Describes whether a command can be undone; null for a command that changes nothing. */
export function undoInWords(described: Command): Text | null {
  if (described.kind !== 'action') return null;
  const { undo, undoLeaves } = described.definition.operation;
  if (typeof undo === 'object' && 'impossible' in undo) return text`No. ${undo.impossible}`;
  if (typeof undo === 'object' && 'instead' in undo) return text`No. ${undo.instead}`;
  const yes = text`Yes, with ${command(undo === 'recorded' ? 'action undo' : undo.by)}.`;
  return undoLeaves === undefined ? yes : text`${yes} ${undoLeaves}`;
}
