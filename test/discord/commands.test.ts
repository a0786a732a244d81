import { describe, expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { pristineDatabase, type TestDatabase } from '../support/database.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';
import { startSteward } from '../support/steward.ts';
import { suggested } from '../support/suggested.ts';

shareSteward();

async function isActive({ client }: TestDatabase, nickname: string): Promise<boolean> {
  const { rows } = await client.query('select is_active from users where nickname = $1', [nickname]);
  return rows[0].is_active;
}

const audit = async ({ client }: TestDatabase) =>
  (await client.query('select event, command, actor_name, args, reason from steward.audit_log order by id'))
    .rows;

describe('a moderator types', () => {
  test('/user deactivate: the account is shut out, everybody sees the card, and the log has the entry', async () => {
    const database = await pristineDatabase();
    const { discord } = await startSteward(database.url);

    const typed = await discord.as('mo').type('/user deactivate lain reason:"sold followers"');
    const message = await typed.message();

    expect(sentenceOf(message)).toBe('Deactivated lain.');
    expect(fieldsOf(message)).toMatchObject({
      'Local followers removed': '3',
      Reason: 'sold followers',
    });
    expect(discord.as('eve').messages()).toHaveLength(1);
    expect(await isActive(database, 'lain')).toBe(false);
    expect(await audit(database)).toEqual([
      {
        event: 'action.done',
        command: 'user.deactivate',
        actor_name: 'mo',
        args: { nickname: 'lain', keep_followers: false },
        reason: 'sold followers',
      },
    ]);
  });

  test('a nickname with an @ before it, as in a mention', async () => {
    const database = await pristineDatabase();
    const { discord } = await startSteward(database.url);
    const mo = discord.as('mo');

    expect(sentenceOf(await (await mo.type('/user show @lain')).message())).toMatch(/^lain: local, active/);
    expect(sentenceOf(await (await mo.type('/user tag @spam1@spam.example x')).message())).toMatch(
      /^Tagged spam1@spam/,
    );
  });

  test('/user list file:true: where no account matches, there is no file, and the answer says what to do', async () => {
    const { discord } = await startSteward((await pristineDatabase()).url);
    const message = await (await discord.as('mo').type('/user list name:zzz file:true')).message();

    expect(sentenceOf(message)).toBe(
      'No matching accounts, so there is no file. Change the options, or leave some out.',
    );
    expect(message.attachments).toEqual([]);
  });

  test('/user activate: the account can be used again', async () => {
    const database = await pristineDatabase();
    const { discord } = await startSteward(database.url);

    const typed = await discord.as('mo').type('/user activate erin');

    expect(sentenceOf(await typed.message())).toBe('Activated erin.');
    expect(fieldsOf(await typed.message())).toEqual({});
    expect(await isActive(database, 'erin')).toBe(true);
  });

  test('/user activate: the answer says how to restore the followers that the deactivation removed', async () => {
    const database = await pristineDatabase();
    const { discord } = await startSteward(database.url);
    const mo = discord.as('mo');
    const followers = async () =>
      (
        await database.client.query(
          `select from following_relationships where following_id = (select id from users where nickname = 'lain')`,
        )
      ).rowCount;
    const before = await followers();
    await (await mo.type('/user deactivate lain')).message();

    const activated = await (await mo.type('/user activate lain')).message();

    expect(fieldsOf(activated).Note).toBe(
      'This does not restore the local followers that action 1 removed. Only `/action undo` of that action does.',
    );
    expect(await followers()).toBe((before ?? 0) - 3);
    await (await mo.type('/action undo 1')).message();
    expect(await followers()).toBe(before);

    await (await mo.type('/user deactivate bob keep_followers:true')).message();
    expect(fieldsOf(await (await mo.type('/user activate bob')).message())).toEqual({});
  });

  test('/user tag and /user untag: they take a list of tags, some in quotes', async () => {
    const database = await pristineDatabase();
    const { discord } = await startSteward(database.url);
    const mo = discord.as('mo');

    const tagged = await mo.command('user tag', { nickname: 'heidi', tags: 'Gamma, "  spaced  ", beta' });
    expect(fieldsOf(await tagged.message())).toEqual({
      'Tags now': 'beta, mrf_tag:media-force-nsfw, gamma,   spaced',
    });
    const untagged = await mo.command('user untag', { nickname: 'heidi', tags: '"  spaced  ",gamma' });
    expect(sentenceOf(await untagged.message())).toBe('Removed tags from heidi.');

    const { rows } = await database.client.query(`select tags from users where nickname = 'heidi'`);
    expect(rows).toEqual([{ tags: ['beta', 'mrf_tag:media-force-nsfw'] }]);
  });

  test('/user list: the caller alone gets pages, filters, and the whole list as a file', async () => {
    const { url } = await pristineDatabase();
    const { discord } = await startSteward(url);
    const mo = discord.as('mo');

    const typed = await mo.type('/user list active:true');
    const first = await typed.message();
    expect(first.embeds[0]?.description).toMatch(
      /^5 accounts on this page\.\nada · active, admin\nmo · active, moderator\n/,
    );
    expect(discord.as('eve').messages()).toEqual([]);

    const next = await (await mo.click(first, buttonOf(first, 'Next'))).message();
    expect(next.embeds[0]?.description).toMatch(
      /^5 accounts on this page\.\ncarol · active, approves followers by hand\n/,
    );
    const back = await (await mo.click(next, buttonOf(next, 'Previous'))).message();
    expect(back.embeds[0]?.description).toBe(first.embeds[0]?.description);

    const file = await (await mo.click(back, buttonOf(back, 'Download .txt'))).message();
    const [attachment] = file.attachments;
    const content = await (await fetch(attachment?.url ?? '')).text();
    expect(content.split('\n').filter((line) => line.includes('active'))).toHaveLength(13);
    expect(content).not.toContain('erin');

    const found = await (await mo.type('/user list name:mallory')).message();
    expect(found.embeds[0]?.description).toBe('1 account.\nMallory_X · active');
  });

  test('/user show: the answer has no secret, and an address only for admins', async () => {
    const { url, client } = await pristineDatabase();
    const { discord } = await startSteward(url);

    const seen = JSON.stringify(await (await discord.as('mo').type('/user show frank')).message());
    const seenByAdmin = JSON.stringify(await (await discord.as('ada').type('/user show frank')).message());

    expect(seen).toContain('local, active');
    expect(seen).not.toContain('frank@social.example');
    expect(seenByAdmin).toContain('frank@social.example');
    const { rows } = await client.query(
      `select password_hash, private_key, multi_factor_authentication_settings #>> '{totp,secret}' as secret
       from users join signing_keys on user_id = users.id where nickname = 'frank'`,
    );
    for (const secret of Object.values(rows[0])) {
      expect(secret).toEqual(expect.any(String));
      expect(seenByAdmin).not.toContain(JSON.stringify(secret).slice(1, -1));
    }
    expect(discord.as('eve').messages()).toEqual([]);
  });

  test('/user show: a name, a bio or a registration reason of white space only is left out', async () => {
    const { url, client } = await pristineDatabase();
    const { discord } = await startSteward(url);
    await client.query(
      `update users set name = ' ', bio = ' ', raw_bio = ' ', registration_reason = E' \n' where nickname = 'lain'`,
    );

    const message = await (await discord.as('mo').type('/user show lain')).message();

    expect(sentenceOf(message)).toMatch(/^lain: local, active/);
    expect(message.embeds[0]?.title).toBe('lain');
    expect(fieldsOf(message)).not.toHaveProperty('Reason for registration');
  });

  test('/user show: of a deleted account, only what still means something is shown', async () => {
    const { url } = await pristineDatabase();
    const { discord } = await startSteward(url);
    const ada = discord.as('ada');
    const card = await (await ada.type('/user rm lain')).message();
    await (await ada.click(card, buttonOf(card, 'Run now'))).message();

    const message = await (await ada.type('/user show lain')).message();

    expect(sentenceOf(message)).toBe('lain: deleted; only the empty account is left.');
    expect(Object.keys(fieldsOf(message))).toEqual(['URL', 'Latest actions']);
  });

  test('/user show: says when a deactivation reverts automatically, unless somebody made it permanent', async () => {
    const { url } = await pristineDatabase();
    const { discord } = await startSteward(url);
    const mo = discord.as('mo');
    await (await mo.type('/user deactivate lain for:6d')).message();

    expect(sentenceOf(await (await mo.type('/user show lain')).message())).toMatch(
      /^lain: local, deactivated\. The deactivation reverts automatically <t:\d+:R> \(action 1\)\.$/,
    );
    await (await mo.type('/action keep 1')).message();
    expect(sentenceOf(await (await mo.type('/user show lain')).message())).toBe('lain: local, deactivated.');
  });

  test('a reason of white space only counts as no reason', async () => {
    const { url } = await pristineDatabase();
    const { discord } = await startSteward(url);

    const typed = await discord.as('mo').command('user deactivate', { nickname: 'lain', reason: '   ' });
    const message = await typed.message();

    expect(sentenceOf(message)).toBe('Deactivated lain.');
    expect(fieldsOf(message)).not.toHaveProperty('Reason');
  });

  test('one typed letter suggests nicknames, local ones first', async () => {
    const { url } = await pristineDatabase();
    const { discord } = await startSteward(url);
    const mo = discord.as('mo');
    const offered = async (nickname: string) =>
      (await suggested(mo, 'user deactivate', { nickname }, 'nickname')).map(({ value }) => value);

    expect(await offered('M')).toEqual(['Mallory_X', 'mo']);
    expect(await offered('s')).toHaveLength(25);
    expect(await offered('friendly')).toEqual(expect.arrayContaining(['friend1@friendly.example']));
    expect(await offered('')).toContain('ada');
    const nickname = "x'; drop table users; --";
    expect(await mo.autocomplete('user deactivate', { nickname }, 'nickname')).toEqual([]);
    expect(await discord.as('eve').autocomplete('user deactivate', { nickname: 'm' }, 'nickname')).toEqual(
      [],
    );
  });

  test('the tags of an account are suggested for removal, behind those already chosen', async () => {
    const { url } = await pristineDatabase();
    const { discord } = await startSteward(url);

    const choices = await suggested(
      discord.as('mo'),
      'user untag',
      { nickname: 'heidi', tags: 'beta, mrf' },
      'tags',
    );

    expect(choices.map(({ value }) => value)).toEqual(['beta, mrf_tag:media-force-nsfw']);
  });

  test('the tags of the policy are suggested with what they do, and their labels are taken as the tags', async () => {
    const { url, client } = await pristineDatabase();
    const { discord } = await startSteward(url);
    const mo = discord.as('mo');
    const offered = (tags: string) => suggested(mo, 'user tag', { nickname: 'heidi', tags }, 'tags');

    const choices = await offered('mrf');
    const [first] = choices;
    expect(choices).toHaveLength(5);
    expect(first).toEqual({
      name: 'mrf_tag:media-strip · its posts lose their media',
      value: 'mrf_tag:media-strip',
    });
    expect((await offered(`${first?.name}, `)).map(({ value }) => value)).not.toContain(
      `${first?.name}, mrf_tag:media-strip`,
    );
    expect(await offered(`${'x'.repeat(60)}, sandbox`)).toEqual([
      { name: `${'x'.repeat(60)}, mrf_tag:sandbox`, value: `${'x'.repeat(60)}, mrf_tag:sandbox` },
    ]);
    await (await mo.command('user tag', { nickname: 'heidi', tags: `${first?.name}, x` })).message();

    const { rows } = await client.query(`select tags from users where nickname = 'heidi'`);
    expect(rows).toEqual([{ tags: ['beta', 'mrf_tag:media-force-nsfw', 'mrf_tag:media-strip', 'x'] }]);
  });

  test('a tag that is nearly one that Akkoma acts on is added only after a confirmation', async () => {
    const { url, client } = await pristineDatabase();
    const { discord } = await startSteward(url);
    const mo = discord.as('mo');
    const tagsOf = async () =>
      (await client.query(`select tags from users where nickname = 'kim'`)).rows[0].tags;
    const warning = '`mrf_tag:sandbx` is no tag that Akkoma acts on. Did you mean `mrf_tag:sandbox`?';

    const planned = await (
      await mo.command('user tag', { nickname: 'kim', tags: 'MRF_tag:sandbx', dry_run: true })
    ).message();
    expect(fieldsOf(planned)).toMatchObject({ Note: warning });
    const card = await (
      await mo.command('user tag', { nickname: 'kim', tags: 'MRF_tag:sandbx, mrf_tag:foo, x' })
    ).message();
    expect(sentenceOf(card)).toBe('Tag kim with MRF_tag:sandbx, mrf_tag:foo, x?');
    expect(fieldsOf(card)).toMatchObject({
      Notes: `• ${warning}\n• \`mrf_tag:foo\` is no tag that Akkoma acts on.`,
    });
    expect(await tagsOf()).toEqual([]);

    await (await mo.click(card, buttonOf(card, 'Run now'))).message();

    expect(await tagsOf()).toEqual(['mrf_tag:sandbx', 'mrf_tag:foo', 'x']);
    const untagged = await (
      await mo.command('user untag', { nickname: 'kim', tags: 'mrf_tag:foo' })
    ).message();
    expect(fieldsOf(untagged)).not.toHaveProperty('Note');
    expect(sentenceOf(await (await mo.type('/user tag kim watchlist')).message())).toBe('Tagged kim.');
  });

  test('a tag with a comma in it is suggested in quotes, and is the one that is removed', async () => {
    const { url, client } = await pristineDatabase();
    const { discord } = await startSteward(url);
    const mo = discord.as('mo');
    await client.query(`update users set tags = '{a,"a,b",b}' where nickname = 'lain'`);

    const choices = await suggested(mo, 'user untag', { nickname: 'lain', tags: '"a,' }, 'tags');
    expect(choices).toEqual([{ name: '"a,b"', value: '"a,b"' }]);
    await (await mo.command('user untag', { nickname: 'lain', tags: '"a,b"' })).message();

    const { rows } = await client.query(`select tags from users where nickname = 'lain'`);
    expect(rows).toEqual([{ tags: ['a', 'b'] }]);
  });

  test('a dry run shows the plan and writes nothing', async () => {
    const { url, client } = await pristineDatabase();
    const { discord } = await startSteward(url);
    const before = await snapshot(client);

    const message = await (await discord.as('mo').type('/user deactivate lain dry_run:true')).message();

    expect(message.embeds[0]?.title).toBe('Dry run');
    expect(sentenceOf(message)).toBe('Deactivate lain. Needs no approval. Nothing was changed.');
    expect(fieldsOf(message)).toMatchObject({
      'Would change': expect.stringContaining('local followers removed: 3'),
    });
    expect(changesBetween(before, await snapshot(client))).toEqual({});
    expect((await client.query('select from steward.actions')).rowCount).toBe(0);
  });
});

describe('a caller is refused', () => {
  test.for([
    ['a visitor', 'eve', '/user deactivate lain', {}, /Only moderators and admins can do this/],
    ['a visitor who only reads', 'eve', '/user list', {}, /Only moderators and admins can do this/],
    ['a moderator against staff', 'mo', '/user deactivate ivan', {}, /Only admins can do this/],
    [
      'a moderator in another server',
      'mo',
      '/user deactivate lain',
      { guild: 'elsewhere' },
      /only in the server/,
    ],
  ] as const)('%s', async ([, who, line, where, sentence]) => {
    const database = await pristineDatabase();
    const { discord } = await startSteward(database.url);
    const before = await snapshot(database.client);
    const [group = '', name = '', nickname] = line.slice(1).split(' ');

    const typed = await discord
      .as(who)
      .command(`${group} ${name}`, nickname === undefined ? {} : { nickname }, where);
    const message = await typed.message();

    expect(sentenceOf(message)).toMatch(sentence);
    expect(changesBetween(before, await snapshot(database.client))).toEqual({});
    // The refusal is recorded after it has been answered.
    await expect.poll(() => audit(database)).toMatchObject([{ event: 'command.refused', actor_name: who }]);
  });

  test('in a channel that is not configured', async () => {
    const database = await pristineDatabase();
    const { discord } = await startSteward(database.url, { channelIds: ['111111111111111111'] });

    const message = await (await discord.as('ada').type('/user deactivate lain')).message();

    expect(sentenceOf(message)).toMatch(/not work in this channel.*<#111111111111111111>/);
    expect(await isActive(database, 'lain')).toBe(true);
  });

  test.for([
    ['/user deactivate nobody', /No account `nobody`\. Check the spelling, or choose a suggestion\.$/],
    ['/user activate spam1@spma.example', /Did you mean `spam1@spam\.example`\?$/],
    [
      '/user deactivate spam26@spam.example',
      /Did you mean `spam16@spam\.example`, `spam20@spam\.example` or `spam21@spam\.example`\?$/,
    ],
    ['/user show heidy', /No account `heidy`\. Did you mean `heidi`\?$/],
    ['/user fix_follow_state lain frend1@friendly.example', /Did you mean `friend1@friendly\.example`\?$/],
    ['/user deactivate spam1', /there is spam1@spam\\?\.example\./],
    ['/user deactivate erin', /erin is already deactivated/],
    ['/user activate lain', /lain is already active/],
    ['/user tag heidi beta', /already has the tag beta/],
    ['/user untag heidi nope', /does not have the tag nope\.$/],
    ['/user untag heidi bta', /does not have the tag bta\. Did you mean `beta`\?$/],
    ['/help command:"user deactvate"', /No command `user deactvate`[^.]*\. Did you mean `user deactivate`/],
    ['/help command:nothing', /Run `\/help` alone to list the commands\.$/],
    ['/action list command:"user deactvate"', /No command `user deactvate`\. Did you mean `user deactivate`/],
    ['/user deactivate "two words"', /Invalid `nickname`: must be one word/],
    ['/user deactivate lain@social.test.elsewhere', /No account `/],
  ] as const)('%s: the answer is one sentence, and nothing is written', async ([line, sentence]) => {
    const database = await pristineDatabase();
    const { discord } = await startSteward(database.url);
    const before = await snapshot(database.client);

    const message = await (await discord.as('mo').type(line)).message();

    expect(sentenceOf(message)).toMatch(sentence);
    expect(changesBetween(before, await snapshot(database.client))).toEqual({});
    expect((await database.client.query('select from steward.actions')).rowCount).toBe(0);
  });
});
