import type { Tier } from '../operations/index.ts';
import { command, type Text, text } from '../text/text.ts';
import type { Catalogue, CommandEntry } from './catalogue.ts';
import type { Command } from './command.ts';

/** Every command that someone may use, in the order of the catalogue. */
export function entriesFor({ groups, standalone }: Catalogue, may: (tier: Tier) => boolean): CommandEntry[] {
  return [
    ...groups.flatMap(({ name, commands }) =>
      commands.map((command) => ({ path: `${name} ${command.name}`, command })),
    ),
    ...standalone.map((command) => ({ path: command.name, command })),
  ].filter(({ command }) => may(command.tier));
}

/** Names of commands that someone may use, for a part of one. */
export function suggestCommands(catalogue: Catalogue, may: (tier: Tier) => boolean, typed: string): string[] {
  const part = typed.trim().replace(/^\//, '').toLowerCase();
  return entriesFor(catalogue, may)
    .map(({ path }) => path)
    .filter((path) => path.includes(part));
}

/** Names of operations that there are commands for, for a part of one as it is typed or as the log has it. */
export function suggestOperations(catalogue: Catalogue, typed: string): string[] {
  const part = operationName(typed);
  return entriesFor(catalogue, () => true)
    .flatMap(({ command }) => (command.kind === 'action' ? command.operation : []))
    .filter((operation) => operation.includes(part));
}

/** What people mean by `/user deactivate`: `user.deactivate`. */
export const operationName = (typed: string): string =>
  typed.trim().replace(/^\//, '').replace(/\s+/g, '.').toLowerCase();

/** Who may use a command; a plan may still ask for more, such as when its target is staff. */
export function roleFor(command: Command): Text {
  const { tier } = command;
  if (command.kind !== 'query' && command.who !== undefined) return text`${[command.who]}`;
  return tier === 'read' || tier === 'routine' ? text`Moderator or admin` : text`Admin`;
}

/** What happens between typing a command and its being done, where nobody else is asked. */
export function whatFirst(command: Command): Text {
  if (command.kind === 'decision') return text`It is done at once.`;
  if (command.kind === 'query') return text`It only reads.`;
  return command.asks
    ? text`It shows what would happen, and asks first.`
    : text`It is done at once, unless a dry run is asked for.`;
}

/** Whether what a command does can be taken back; null for one that changes nothing. */
export function undoInWords(described: Command): Text | null {
  if (described.kind !== 'action') return null;
  const { undo } = described.definition.operation;
  return undo === 'recorded' ? text`Yes, by ${command('action undo')}.` : text`No. ${undo.impossible}`;
}
