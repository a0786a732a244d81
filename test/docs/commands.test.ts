import { readFileSync } from 'node:fs';
import { type APIApplicationCommand, ApplicationCommandType } from 'discord-api-types/v10';
import { expect, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { commandReference } from '../../docs/reference/command-reference.ts';
import { parseCommandLine } from '../../sandbox/discord/command-line.ts';
import { entriesFor, type RawArgs } from '../../src/command/index.ts';
import { readCommandLine } from '../../src/console/arguments.ts';
import { consoleLine } from '../../src/console/console-line.ts';
import { splitList } from '../../src/discord/interactions/arguments.ts';
import { menuOf } from '../../src/discord/menu.ts';
import { shellWords } from './shell-words.ts';

const grouped = entriesFor(catalogue, () => true).filter(({ path }) => path.includes(' '));
const registered: APIApplicationCommand[] = menuOf(catalogue).map(({ name, description, options = [] }) => ({
  id: '1',
  application_id: '1',
  version: '1',
  type: ApplicationCommandType.ChatInput,
  default_member_permissions: null,
  name,
  description,
  options,
}));

test('docs/commands.md matches the definitions; `npm run docs` writes it', () => {
  expect(readFileSync('docs/commands.md', 'utf8')).toBe(commandReference(catalogue));
});

test.for(grouped)('the two examples of $path mean the same, and are accepted', ({ command }) => {
  const { values } = parseCommandLine(`/${command.example}`, registered);
  const inDiscord: RawArgs = Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const isList = command.options.find((option) => option.name === name)?.kind === 'list';
      return [name, isList ? splitList(String(value)) : value];
    }),
  );
  const { raw: inTerminal } = readCommandLine(catalogue, shellWords(consoleLine(command)));

  expect(given(inTerminal)).toEqual(inDiscord);
  expect(() => command.prepare(inDiscord)).not.toThrow();
});

const given = (raw: RawArgs): RawArgs =>
  Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined));
