import type { Catalogue } from '../command/index.ts';
import { nearest } from '../text/nearest.ts';
import { groupHintOf, overallHint } from './help.ts';
import { ownManuals } from './own-manuals.ts';
import { didYouMean, WrongUsage } from './read-flags.ts';

/** What other programs call a command. Spelling alone would lead from `delete` to `delete_activities`. */
const synonyms: Readonly<Record<string, string>> = {
  ban: 'deactivate',
  delete: 'rm',
  info: 'show',
  ls: 'list',
  remove: 'rm',
  suspend: 'deactivate',
};

/** Makes the error for words that name no command, with the command that was probably meant. */
export function unknownCommand(
  { groups, akkomaWords }: Catalogue,
  [first = '', second = '']: readonly string[],
): WrongUsage {
  const group = groups.find(({ name }) => name === first);
  // The same name may be in several groups. The first group is the one that is used most.
  const byName = new Map<string, string>();
  for (const { name, commands } of groups) {
    for (const command of commands) {
      if (!byName.has(command.name)) byName.set(command.name, `${name} ${command.name}`);
    }
  }
  const theirs = [...akkomaWords.keys()].map((words) => words.split(' '));
  for (const [groupName, name = ''] of theirs) {
    if (!byName.has(name)) byName.set(name, `${groupName} ${name}`);
  }
  if (group === undefined) {
    for (const name of [...groups.map(({ name }) => name), ...Object.keys(ownManuals)])
      byName.set(name, name);
    const meant = nearest(first, [...byName.keys()]);
    const hint = meant === null ? '' : ` Did you mean "${byName.get(meant)}"?`;
    return new WrongUsage(`Unknown command "${first}".${hint}`, overallHint);
  }
  if (second === '' || second.startsWith('-')) return new WrongUsage('Missing command.', groupHintOf(group));
  const names = [
    ...group.commands.map(({ name }) => name),
    ...theirs.flatMap(([groupName, name = '']) => (groupName === group.name ? [name] : [])),
  ];
  const synonym = synonyms[second];
  const here =
    synonym !== undefined && names.includes(synonym)
      ? ` Did you mean "${synonym}"?`
      : didYouMean(second, names);
  const elsewhere = byName.get(second);
  const hint = here === '' && elsewhere !== undefined ? ` Did you mean "${elsewhere}"?` : here;
  return new WrongUsage(`Unknown command "${first} ${second}".${hint}`, groupHintOf(group));
}
