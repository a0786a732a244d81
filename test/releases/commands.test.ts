import { describe, expect, inject, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { type AkkomaRelease, isSince, newestRelease } from '../../sandbox/database/releases.ts';
import { consoleLine } from '../../src/console/console-line.ts';
import { consoleOn, findings } from '../doctor/findings.ts';
import { buttonOf } from '../support/buttons.ts';
import { runConsole } from '../support/console.ts';
import { databaseOf } from '../support/database.ts';
import { withReports } from '../support/reports.ts';
import { sentenceOf } from '../support/sentence.ts';
import { startSteward } from '../support/steward.ts';
import { suggested } from '../support/suggested.ts';
import { lines, setup } from './every-command.ts';

const commandOf = (line: string) => {
  const [group = '', name = ''] = line.split(' ');
  return (catalogue.find(group, name) ?? catalogue.find(group))?.command;
};

/** Words of an answer that reports that something was not done. */
const fault =
  /wrong|cannot be|could not|lacks|have changed|Nothing was|already|only Akkoma|Invalid|^No (account|action|invite|matching|report|note)|^Only /;

/** The lines that are refused on the tables of a release. */
const refusedOn = (release: AkkomaRelease) =>
  isSince(release, '3.20')
    ? [[expect.stringMatching(/^user new /), expect.stringMatching(/only Akkoma can .*invite create/)]]
    : [];

/**
 * The releases on which every line is tried. The parts that Discord and the console add to an operation are the same on
 * every release.
 */
const whole = inject('releases').filter((release) =>
  ['3.13.2', '3.19', '3.20', newestRelease].includes(release),
);

/**
 * The lines that read Akkoma's tables, and one action for them to find. `operations.test.ts` tries the operations on
 * every release.
 */
const readLines = lines.filter((line) => commandOf(line)?.kind !== 'action' || line.startsWith('user tag '));

describe.each(inject('releases'))('on the tables of %s', (release) => {
  const database = databaseOf(release);
  const isWhole = whole.includes(release);

  test(`every command${isWhole ? '' : ' that reads'} works in Discord, and so do suggestions`, async () => {
    await database.client.query(setup);
    await database.client.query(withReports);
    const { discord } = await startSteward(database.url);
    const ada = discord.as('ada');
    const said: [string, string][] = [];
    for (const line of isWhole ? lines : readLines) {
      const asked = await (await ada.type(`/${line}`)).message();
      const isAsked = JSON.stringify(asked.components ?? []).includes('"Run now"');
      const answer = isAsked ? await (await ada.click(asked, buttonOf(asked, 'Run now'))).message() : asked;
      said.push([line, sentenceOf(answer)]);
    }

    expect(said.filter(([, content]) => fault.test(content))).toEqual(isWhole ? refusedOn(release) : []);
    const nicknames = await suggested(ada, 'user show', { nickname: 'LAI' }, 'nickname');
    expect(nicknames.map(({ value }) => value)).toContain('lain');
    const hosts = await suggested(ada, 'instance activate_all', { instance: 'spam' }, 'instance');
    expect(hosts.map(({ value }) => value)).toContain('spam.example');
  });

  test('the doctor finds nothing wrong, and names the version', async () => {
    const found = Object.entries(await findings(consoleOn(database.url)));

    expect(found.filter(([, { status }]) => !['ok', 'skipped'].includes(status))).toEqual([]);
    expect(Object.fromEntries(found).Akkoma?.said).toContain(release);
  });
});

describe.each(whole)('on the tables of %s', (release) => {
  const database = databaseOf(release);

  test('every command works from the console', async () => {
    await database.client.query(setup);
    await database.client.query(withReports);
    const said: [string, string][] = [];
    for (const line of lines.filter((each) => !each.startsWith('help'))) {
      const command = commandOf(line);
      if (command === undefined) throw new Error(`There is no command for ${line}`);
      const words = consoleLine({ ...command, example: line })
        .replaceAll("'", '')
        .split(' ');
      const { exit, out, err } = await runConsole(
        [...words, ...(command.kind === 'action' && command.asks ? ['-y'] : [])],
        consoleOn(database.url),
      );
      if (exit !== 0) said.push([line, out + err]);
    }

    expect(said).toEqual([
      ...refusedOn(release),
      // A note needs an author, and nobody in a terminal is linked to an account.
      [expect.stringMatching(/^report note /), expect.stringMatching(/not linked to an account/)],
    ]);
  });
});
