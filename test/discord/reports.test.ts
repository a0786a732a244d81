import { MessageFlags } from 'discord-api-types/v10';
import { expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { pristineDatabase } from '../support/database.ts';
import { linkedTo } from '../support/perform.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { startSteward } from '../support/steward.ts';
import { suggested } from '../support/suggested.ts';

shareSteward();

/** Reports about frank: by gina with two posts, by lain, and by an account of another server. */
const byGina = 'BCux8pqwkPlJvp1zyy';
const byLain = 'BCux8w8BPF7BP18qgK';
const fromElsewhere = 'BCux9Rj7vw5POZfI4O';
/** By lain about a remote account. */
const aboutRemote = 'BCux9F3Z2di46C7vcW';
/** Resolved, by heidi. */
const resolved = 'BCux92VngLZVC0EnKK';

async function stage(environment = {}) {
  const { url, client } = await pristineDatabase('3.21 moderation');
  const { discord } = await startSteward(url, { environment });
  const answerOf = (person: string) => async (line: string) =>
    (await discord.as(person).type(line)).message();
  return { client, discord, mo: answerOf('mo'), ada: answerOf('ada') };
}

test('/report list shows the open reports to the caller alone, the newest first, and how many an account has', async () => {
  const { mo } = await stage();

  const message = await mo('/report list');

  expect(message.flags).toBe(MessageFlags.Ephemeral);
  const lines = (message.embeds[0]?.description ?? '').split('\n').filter((line) => line.includes('BCux'));
  expect(lines.map((line) => /BCux\w+/.exec(line)?.[0])).toEqual([
    fromElsewhere,
    aboutRemote,
    byLain,
    byGina,
  ]);
  expect(lines[3]).toMatch(
    new RegExp(
      `^\`${byGina}\` <t:\\d+:R> · open · frank \\(3 open\\): this is <i>rude</i> & unkind · by gina · 2 posts · 1 note$`.replace(
        /[<>]/g,
        '\\\\?$&',
      ),
    ),
  );
});

test.for([
  ['state:resolved', 1],
  ['state:dismissed', 1],
  ['about:frank', 3],
  ['about:spam.example', 1],
  ['about:social.test', 3],
  ['by:lain', 2],
  ['by:friendly.example', 1],
  ['about:frank by:gina', 1],
  ['state:resolved about:Mallory_X', 1],
  ['by:bob', 0],
] as const)('/report list %s shows %i', async ([options, count]) => {
  const { mo } = await stage();

  const message = await mo(`/report list ${options}`);

  expect([...(message.embeds[0]?.description ?? '').matchAll(/`BC\w+`/g)]).toHaveLength(count);
});

test('the pages of a list have the same filters, and so does its file', async () => {
  const { client, discord, mo } = await stage();
  await client.query(`
    insert into activities (id, data, actor, local, recipients, inserted_at, updated_at)
    select ('000001a2-23c2-ffff-08df-' || lpad(to_hex(n), 12, '0'))::uuid,
      data || jsonb_build_object('id', 'https://social.test/activities/more-' || n), actor, local, recipients, inserted_at, updated_at
    from activities, generate_series(1, 7) n where data ->> 'actor' like '%/gina' and data ->> 'type' = 'Flag'`);
  const idsIn = ({ embeds }: Awaited<ReturnType<typeof mo>>) =>
    [...(embeds[0]?.description ?? '').matchAll(/`(BC\w+)`/g)].map(([, id]) => id);

  const first = await mo('/report list about:social.test by:gina');
  const person = discord.as('mo');
  const second = await (await person.click(first, buttonOf(first, 'Next'))).message();
  const back = await (await person.click(second, buttonOf(second, 'Previous'))).message();
  const file = await (await person.click(back, buttonOf(back, 'Download .txt'))).message();

  expect(idsIn(first)).toHaveLength(5);
  expect(idsIn(second)).toHaveLength(3);
  expect(idsIn(second).at(-1)).toBe(byGina);
  expect(idsIn(back)).toEqual(idsIn(first));
  expect(sentenceOf(file)).toBe('8 reports in the file.');
});

test('/report show tells the caller who reported whom and why, with the posts, notes and actions, and no e-mail address', async () => {
  const { client, mo, ada } = await stage();
  await ada('/user tag frank watched');

  const message = await mo(`/report show ${byGina}`);

  expect(message.flags).toBe(MessageFlags.Ephemeral);
  expect(sentenceOf(message)).toBe('Report about frank by gina: open.');
  expect(message.embeds[0]?.description).toContain('rude');
  expect(fieldsOf(message)).toMatchObject({
    Account: expect.stringMatching(/ · 3 open reports/),
    'Post 1 of 2': expect.stringContaining('more rude words'),
    'Post 2 of 2': expect.stringContaining('words & insults #wired'),
    Notes: expect.stringMatching(/^#1 mo <t:\d+:R>: watching this one$/),
    'Latest actions': expect.stringContaining('tag frank'),
  });
  const { rows } = await client.query(`select email from users where nickname = 'frank'`);
  expect(JSON.stringify(message)).not.toContain(rows[0].email);
});

test('a report of another server says so, and names what is not here', async () => {
  const { mo } = await stage();

  const message = await mo(`/report show https://social.test/pleroma/admin/#/reports/${fromElsewhere}`);

  expect(sentenceOf(message)).toBe(
    'Report about frank by friend1@friendly.example: open, sent by another server.',
  );
  expect(fieldsOf(message)['Post 2 of 2']).toBe(
    '`https://social.test/objects/does-not-exist`: deleted, or never stored here.',
  );
});

test('a reported post that is gone has only the text of the report, hidden', async () => {
  const { client, mo } = await stage();
  await client.query(
    `delete from activities where data ->> 'id' = 'https://social.test/activities/55b0a23e-c142-4bb3-a0ea-e0963965e408'`,
  );

  const fields = fieldsOf(await mo(`/report show ${byGina}`));

  expect(fields['Post 1 of 2']).toMatch(/: deleted, or never stored here\.\n\|\|more rude words\|\|$/);
});

test('a post for followers only: moderators read what its reporter gave, and admins also what is stored', async () => {
  const { client, mo, ada } = await stage();
  await client.query(
    `update activities set data = data || '{"to": ["https://social.test/users/frank/followers"], "cc": []}',
       recipients = array['https://social.test/users/frank/followers']
     where data ->> 'id' = 'https://social.test/activities/55b0a23e-c142-4bb3-a0ea-e0963965e408'`,
  );
  await client.query(
    `update objects set data = data || '{"content": "words that came later", "summary": "a hidden warning"}' where data ->> 'content' = 'more rude words'`,
  );

  const open = await mo(`/report show ${byGina}`);
  expect(fieldsOf(open)['Post 1 of 2']).toContain('||more rude words||');
  expect(fieldsOf(open)['Post 1 of 2']).toContain('followers only');
  expect(JSON.stringify(open)).not.toMatch(/words that came later|a hidden warning/);

  await ada(`/report resolve report:${byGina}`);
  const done = await mo(`/report show ${byGina}`);
  expect(fieldsOf(done)['Post 1 of 2']).toContain('Only admins can read it: it is for followers only.');
  expect(JSON.stringify(done)).not.toMatch(/words that came later|a hidden warning/);
  expect(fieldsOf(await ada(`/report show ${byGina}`))['Post 1 of 2']).toContain(
    'Content warning: a hidden warning\n||words that came later||',
  );
});

test('accounts that are gone or deleted are shown by their address', async () => {
  const { client, mo } = await stage();
  await client.query(
    `update activities set actor = 'https://social.test/users/nobody' where data ->> 'state' = 'open' and data ->> 'actor' like '%/gina'`,
  );
  await client.query(
    `update users set is_active = false, name = null, email = null, last_digest_emailed_at = null, bio = '' where nickname = 'frank'`,
  );

  const message = await mo(`/report show ${byGina}`);

  expect(sentenceOf(message)).toBe(
    'Report about https\\://social.test/users/frank by https\\://social.test/users/nobody: open.',
  );
});

test('reports are resolved, dismissed and reopened, one or several, and the answers say which', async () => {
  const { mo } = await stage();

  expect(sentenceOf(await mo(`/report resolve report:${byGina}`))).toBe(
    `Resolved the report ${byGina} about frank.`,
  );
  expect(sentenceOf(await mo(`/report resolve report:#${byGina}`))).toBe(
    'The report about frank is already resolved.',
  );
  expect(sentenceOf(await mo(`/report dismiss report:"${byLain}, ${aboutRemote}"`))).toBe(
    'Dismissed 2 reports about spam1@spam.example, frank.',
  );
  expect(sentenceOf(await mo(`/report reopen report:"${byLain} ${resolved}"`))).toBe(
    'Reopened 2 reports about Mallory_X, frank.',
  );
  expect(sentenceOf(await mo('/report resolve all_of:frank'))).toBe('Resolved 2 reports about frank.');
  expect(sentenceOf(await mo('/report resolve all_of:frank'))).toBe(
    'There are no open reports about `frank`.',
  );
});

test('either reports or an account has to be given, and a report that is none changes nothing', async () => {
  const { client, mo } = await stage();
  const said = /^Invalid `report`: use either this or `all_of`\.$/;

  expect(sentenceOf(await mo('/report resolve'))).toMatch(said);
  expect(sentenceOf(await mo(`/report resolve report:${byGina} all_of:frank`))).toMatch(said);
  expect(sentenceOf(await mo('/report resolve all_of:spam.example'))).toMatch(/^No account `spam\.example`/);
  expect(sentenceOf(await mo(`/report resolve report:"${byGina}, BCux8aOOEJ0TyuYTtA"`))).toBe(
    'No report `BCux8aOOEJ0TyuYTtA`. Look for it with `/report list`.',
  );
  const { rows } = await client.query(
    `select data ->> 'state' as state from activities where data ->> 'type' = 'Flag'`,
  );
  expect(rows.filter(({ state }) => state === 'open')).toHaveLength(4);
});

test('more reports than the limit need an admin and a confirmation', async () => {
  const { mo, ada } = await stage({ BULK_LIMIT: '2' });

  expect(sentenceOf(await mo('/report dismiss all_of:frank'))).toBe(
    'This changes 3 reports, more than the limit of 2. Only admins can do this.',
  );
  const asked = await ada('/report dismiss all_of:frank reason:spam');
  expect(sentenceOf(asked)).toContain('ismiss all open reports about frank');
  expect(fieldsOf(asked)['Would change']).toBe('reports: 3');
  expect(buttonOf(asked, 'Cancel')).toBeDefined();
});

test('a note is in the name of the linked account, and without one the answer says what to do', async () => {
  const { client, mo, ada } = await stage();

  expect(sentenceOf(await ada(`/report note ${byGina} text:hello`))).toBe(
    'You are not linked to an account of the instance that is staff, and a note needs an author. Ask an admin to use `/staff link`.',
  );
  await linkedTo(client, 'ada');
  expect(sentenceOf(await ada(`/report note ${byGina} text:"asked *her*"`))).toMatch(
    new RegExp(`^Added note 3 to the report ${byGina} about frank\\.$`),
  );
  expect(fieldsOf(await mo(`/report show ${byGina}`)).Notes).toMatch(
    /#1 mo .*\n#3 ada <t:\d+:R>: asked \\\*her\\\*$/,
  );
  expect(sentenceOf(await mo('/report delete_note 3'))).toBe(
    `Deleted note 3 of the report ${byGina} about frank.`,
  );
  expect(sentenceOf(await mo('/report delete_note 3'))).toMatch(/^No note 3\. /);
  expect(sentenceOf(await mo('/action undo 2'))).toBe(
    `Undid action 2: delete note 3 of a report about frank.`,
  );
  expect(fieldsOf(await mo(`/report show ${byGina}`)).Notes).toContain('#3 ada');
});

test('suggestions name open reports, the newest first, or those that can be reopened', async () => {
  const { discord } = await stage();
  const mo = discord.as('mo');

  const open = await suggested(mo, 'report resolve', { report: '' }, 'report');
  expect(open).toEqual([
    { name: 'frank: your user is rude (by friend1@friendly.ex…, 2 posts)', value: fromElsewhere },
    { name: 'spam1@spam.example: spammer (by lain, 1 post)', value: aboutRemote },
    { name: 'frank (by lain, 1 post)', value: byLain },
    { name: 'frank: this is <i>rude</i> & unkind (by gina, 2 posts)', value: byGina },
  ]);
  const found = await suggested(mo, 'report show', { report: 'GINA' }, 'report');
  expect(found.map(({ value }) => value)).toEqual([byGina]);
  const closed = await suggested(mo, 'report reopen', { report: '' }, 'report');
  expect(closed.map(({ value }) => value)).toContain(resolved);
  expect(closed).toHaveLength(2);
});
