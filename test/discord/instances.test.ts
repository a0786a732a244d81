import type { APIMessage } from 'discord-api-types/v10';
import { describe, expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { pristineDatabase, type TestDatabase } from '../support/database.ts';
import { fieldsOf, sentenceOf, unmentioned } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';
import { startSteward } from '../support/steward.ts';
import { suggested } from '../support/suggested.ts';

shareSteward();

async function activeOf({ client }: TestDatabase, host: string): Promise<number> {
  const { rows } = await client.query(
    'select count(*)::integer as count from users where nickname like $1 and is_active',
    [`%@${host}`],
  );
  return rows[0].count;
}

describe('a whole instance', () => {
  test('an admin sees the plan and confirms, and everybody sees the outcome', async () => {
    const database = await pristineDatabase();
    const { discord } = await startSteward(database.url);
    const ada = discord.as('ada');
    const before = await snapshot(database.client);

    const card = await (await ada.type('/instance deactivate_all SPAM.example reason:spam')).message();
    expect(sentenceOf(card)).toBe('Deactivate 21 accounts of spam.example?');
    expect(fieldsOf(card)).toMatchObject({
      'Would change':
        'accounts deactivated: 21 · follows of local accounts ended: 3 · local followers removed: 3',
      Includes: expect.stringContaining('spam1@spam.example'),
    });
    expect(changesBetween(before, await snapshot(database.client))).toEqual({});

    const done = await (await ada.click(card, buttonOf(card, 'Run now'))).message();
    expect(sentenceOf(done)).toBe('Deactivated 21 accounts of spam.example.');
    expect(await activeOf(database, 'spam.example')).toBe(0);
    expect(await activeOf(database, 'sub.spam.example')).toBe(2);
  });

  test('an admin undoes the action for all of its accounts in one action', async () => {
    const database = await pristineDatabase();
    const { discord } = await startSteward(database.url);
    const ada = discord.as('ada');

    const card = await (await ada.type('/instance activate_all spam.example')).message();
    const done = await (await ada.click(card, buttonOf(card, 'Run now'))).message();

    expect(sentenceOf(done)).toBe('Activated 5 accounts of spam.example.');
    expect(await activeOf(database, 'spam.example')).toBe(26);
  });

  test.for([
    ['mo', '/instance deactivate_all spam.example', /Only admins can do this/],
    ['mo', '/instance activate_all spam.example', /Only admins can do this/],
    ['ada', '/instance deactivate_all social.test', /this instance itself/],
    ['ada', '/instance deactivate_all spam', /No account of spam is known here\. Did you mean/],
    ['ada', '/instance deactivate_all "%.example"', /must be a whole domain/],
    ['ada', '/instance deactivate_all https://social.test/about', /this instance itself/],
    ['ada', '/instance deactivate_all @ada@social.test', /this instance itself/],
    [
      'ada',
      '/instance deactivate_all example include_subdomains:true',
      /^The subdomains of example are many instances/,
    ],
    ['ada', '/instance deactivate_all instance:" "', /must be a whole domain/],
    ['ada', '/instance deactivate_all unknown.example', /No account of unknown\\?\.example/],
  ] as const)('%s, %s: the answer is one sentence, and nothing is written', async ([who, line, sentence]) => {
    const database = await pristineDatabase();
    const { discord } = await startSteward(database.url);
    const before = await snapshot(database.client);

    const message = await (await discord.as(who).type(line)).message();

    expect(sentenceOf(message)).toMatch(sentence);
    expect(changesBetween(before, await snapshot(database.client))).toEqual({});
  });

  test.for(['instance deactivate_all', 'instance activate_all'])(
    'a visitor who sends /%s by other means is refused',
    async (name) => {
      const database = await pristineDatabase();
      const { discord } = await startSteward(database.url);

      const message = await (await discord.as('eve').command(name, { instance: 'spam.example' })).message();

      expect(sentenceOf(message)).toMatch(/Only admins can do this/);
      expect(await activeOf(database, 'spam.example')).toBe(21);
    },
  );

  test('known hosts are suggested to admins, with the number of known accounts of each', async () => {
    const { url, client } = await pristineDatabase();
    const { discord } = await startSteward(url);
    const command = 'instance deactivate_all';
    const offered = (who: string, instance: string) =>
      suggested(discord.as(who), command, { instance }, 'instance');

    expect(await offered('ada', 'SP')).toEqual([
      { name: 'spam.example (25)', value: 'spam.example' },
      { name: 'spam.example.org (3)', value: 'spam.example.org' },
    ]);
    expect((await offered('ada', '')).map(({ value }) => value)).toEqual([
      'friendly.example',
      'notspam.example',
      'spam.example',
      'spam.example.org',
      'sub.spam.example',
    ]);
    for (const [who, instance] of [
      ['ada', "x'"],
      ['mo', 'sp'],
    ] as const) {
      const none = discord.as(who).autocomplete(command, { instance }, 'instance');
      expect(await none).toEqual([]);
    }

    await client.query(
      `insert into users (id, nickname, ap_id, bio, local, inserted_at, updated_at) values
         (gen_random_uuid(), 'one@short.example', 'https://long.short.example/users/one', '', false, now(), now())`,
    );
    expect(await offered('ada', 'long')).toEqual([{ name: 'short.example (1)', value: 'short.example' }]);
  });
});

describe('/user search', () => {
  test('finds accounts by the page, for the caller alone', async () => {
    const { url } = await pristineDatabase();
    const { discord } = await startSteward(url);
    const mo = discord.as('mo');

    const first = await (await mo.type('/user search spam')).message();
    expect(sentenceOf(first)).toBe('5 matching accounts on this page.');
    expect(first.embeds[0]?.description).toMatch(
      /^5 matching accounts on this page\.\nspam10@spam\.example · remote, active\n/,
    );
    expect(discord.as('eve').messages()).toEqual([]);

    const next = await (await mo.click(first, buttonOf(first, 'Next'))).message();
    expect(next.embeds[0]?.description).not.toContain('spam10@');
    const back = await (await mo.click(next, buttonOf(next, 'Previous'))).message();
    expect(back.embeds[0]?.description).toBe(first.embeds[0]?.description);
  });

  test('finds an address for an admin, not for a moderator, and refuses a visitor', async () => {
    const { url, client } = await pristineDatabase();
    const { discord } = await startSteward(url);
    const found = async (who: string) =>
      sentenceOf(
        await (await discord.as(who).command('user search', { text: 'frank@social.example' })).message(),
      );

    expect(await found('ada')).toMatch(/^1 matching account/);
    expect(await found('mo')).toMatch(/^No matching accounts/);
    expect(await found('eve')).toMatch(/Only moderators and admins can do this/);
    const written = async () => (await client.query('select event, args::text from steward.audit_log')).rows;
    await expect.poll(written).toEqual([{ event: 'command.refused', args: '{"text": "[hidden]"}' }]);
  });
});

describe('/help', () => {
  const linesOf = ({ embeds: [embed] }: APIMessage) =>
    (embed?.fields ?? []).flatMap(({ value }) => unmentioned(value).split('\n'));

  test('lists the commands that the caller may use, and no others', async () => {
    const { url } = await pristineDatabase();
    const { discord } = await startSteward(url);
    const shown = async (who: string, options: Record<string, string> = {}) =>
      (await discord.as(who).command('help', options)).message();

    const toAdmin = await shown('ada');
    const toModerator = await shown('mo');

    expect(linesOf(toAdmin)).toContainEqual(expect.stringMatching(/instance deactivate_all/));
    expect(linesOf(toModerator)).not.toContainEqual(expect.stringMatching(/instance deactivate_all/));
    expect(linesOf(toModerator)).toContainEqual(expect.stringMatching(/`\/user deactivate`/));
    expect(sentenceOf(await shown('mo', { command: 'user rm' }))).toMatch(
      /^No command `user rm` that you can use/,
    );
    expect(sentenceOf(await shown('eve'))).toMatch(/Only moderators and admins can do this/);
  });

  test('lists the commands of a group, and tells which account a command takes', async () => {
    const { url } = await pristineDatabase();
    const { discord } = await startSteward(url);
    const shown = async (command: string) => (await discord.as('ada').command('help', { command })).message();

    const group = await shown('/staff');
    expect(sentenceOf(group)).toMatch(/^6 commands\. Run `\/help` with the name of one for details\.$/);
    expect(linesOf(group)).toContainEqual(expect.stringMatching(/^`\/staff pause` · /));
    expect(JSON.stringify(group.embeds)).not.toContain('/user');

    const rm = await shown('user rm');
    expect(rm.embeds[0]?.title).toBe('Help');
    expect(rm.embeds[0]?.description).toContain('`nickname` · Nickname of a local account, such as lain');
    expect((await shown('user tag')).embeds[0]?.description).toContain('for a remote account');
    expect(sentenceOf(await shown('user new'))).toContain('up to Akkoma 3.19');
  });

  test('shows the arguments of a command, who may use it, whether it asks, and an example', async () => {
    const { url } = await pristineDatabase();
    const { discord } = await startSteward(url);
    const ada = discord.as('ada');

    const choices = await suggested(ada, 'help', { command: 'all_from' }, 'command');
    const typed = await ada.command('help', { command: choices.at(-1)?.value ?? '' });
    const message = await typed.message();

    expect(choices.map(({ value }) => value)).toEqual(['instance activate_all', 'instance deactivate_all']);
    expect(sentenceOf(message)).toMatch(/Deactivate all accounts of another instance\.$/);
    expect(message.embeds[0]?.description).toContain(
      '`keep_followers` (optional) · Keep their local followers',
    );
    expect(fieldsOf(message)).toMatchObject({
      'Who may use it': 'Admins',
      'Before it runs': 'Destructive. Shows what would change, and asks for confirmation.',
      Example: expect.stringContaining('reason:spam'),
    });
    expect(await discord.as('mo').autocomplete('help', { command: 'all_from' }, 'command')).toEqual([]);
  });

  test('says of a command that runs immediately that it asks where it turns out to be dangerous', async () => {
    const { url } = await pristineDatabase();
    const { discord } = await startSteward(url);

    const message = await (await discord.as('ada').command('help', { command: 'user set' })).message();

    expect(fieldsOf(message)['Before it runs']).toBe(
      'Runs immediately, unless it is a dry run. On staff of the instance, or to make an account an admin, it is destructive and asks for confirmation.',
    );
  });
});
