import { REST } from 'discord.js';
import { Routes } from 'discord-api-types/v10';
import { expect, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { entriesFor } from '../../src/command/index.ts';
import { mentionCommand } from '../../src/discord/messages/command-mention.ts';
import { pristineDatabase } from '../support/database.ts';
import { startSteward } from '../support/steward.ts';

async function stage() {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const rest = new REST({ api: discord.apiUrl }).setToken(discord.token);
  const registered = (await rest.get(
    Routes.applicationGuildCommands(discord.applicationId, discord.guild.id),
  )) as { readonly id: string; readonly name: string }[];
  const idOf = (name: string) => registered.find((command) => command.name === name)?.id;
  return { discord, idOf };
}

test('a sentence mentions the command that it names, with the id that Discord gave it', async () => {
  const { discord, idOf } = await stage();

  const { content } = await (await discord.as('mo').type('/action undo 99')).message();

  expect(idOf('action')).toMatch(/^\d{17,}$/);
  expect(content).toBe(`No action 99. Look for it with </action list:${idOf('action')}>.`);
});

test('the list of all commands mentions each of them, and fits', async () => {
  const { discord, idOf } = await stage();
  const entries = entriesFor(catalogue, () => true);

  const [embed] = (await (await discord.as('ada').type('/help')).message()).embeds;

  expect(embed?.description).toContain(`</help:${idOf('help')}> with the name of one, or of a group,`);
  const fields = embed?.fields ?? [];
  const mentioned = fields.flatMap(({ value }) =>
    [...value.matchAll(/<\/([\w ]+):\d+>/g)].map(([, path]) => path),
  );
  expect(mentioned).toEqual(entries.map(({ path }) => path));
  expect(fields.map(({ value }) => value).join('')).not.toContain('…');
  // Room is left for as many commands again.
  const length = fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
  expect(length).toBeLessThan(3_000);
});

test('the list of a group says what each of its commands does', async () => {
  const { discord, idOf } = await stage();

  const [embed] = (await (await discord.as('ada').type('/help command:user')).message()).embeds;

  const lines = embed?.fields?.flatMap(({ value }) => value.split('\n')) ?? [];
  expect(lines).toContain(`</user show:${idOf('user')}> · Show the details of an account`);
  expect(lines).toHaveLength(
    entriesFor(catalogue, () => true).filter(({ path }) => path.startsWith('user ')).length,
  );
  for (const line of lines) expect(line).toMatch(/^<\/[\w ]+:\d+> · .*[^…]$/);
});

test('a command without a known id is drawn as code, and arguments stand behind the mention', () => {
  const ids = new Map([
    ['action undo', '12'],
    ['help', '13'],
  ]);

  expect(mentionCommand('action undo', ids)).toBe('</action undo:12>');
  expect(mentionCommand('action undo 3', ids)).toBe('</action undo:12> `3`');
  expect(mentionCommand('help', ids)).toBe('</help:13>');
  expect(mentionCommand('user show', ids)).toBe('`/user show`');
  expect(mentionCommand('action undo', new Map())).toBe('`/action undo`');
});
