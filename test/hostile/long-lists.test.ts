import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { pristineDatabase } from '../support/database.ts';
import { startSteward } from '../support/steward.ts';

const source = pathToFileURL('src/discord/interactions/arguments.ts').href;

test.for([
  ['spaces in quotes', `'"' + ' '.repeat(1e6) + '"x'`],
  ['quotes and commas', '`",`.repeat(5e5)'],
  ['doubled quotes', '`"",""`.repeat(2e5)'],
  ['commas', '`,`.repeat(1e6)'],
] as const)(
  'a list of a million characters is read without holding everything else: %s',
  async ([, list]) => {
    const script = `import { lastOfList, splitList } from '${source}';
    const list = ${list};
    console.log(typeof lastOfList(list).typed, Array.isArray(splitList(list)));`;

    // A pass over the list for each of its characters would take far longer than the timeout.
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      timeout: 60_000,
    });

    expect(stdout).toBe('string true\n');
  },
);

test('nothing is suggested for a text that is longer than any choice can continue', async () => {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const suggestedFor = (tags: string) =>
    discord.as('mo').autocomplete('user tag', { nickname: 'lain', tags }, 'tags');

  expect(await suggestedFor(`${' '.repeat(500)}mrf_tag:media-s`)).toHaveLength(1);
  expect(await suggestedFor(`${' '.repeat(5_500)}mrf_tag:media-s`)).toEqual([]);
});
