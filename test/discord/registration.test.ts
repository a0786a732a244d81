import { compare } from 'bcrypt';
import { describe, expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { pristineDatabase, type TestDatabase } from '../support/database.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';
import { startSteward } from '../support/steward.ts';

async function accountOf({ client }: TestDatabase, nickname: string) {
  const { rows } = await client.query(
    'select is_confirmed as confirmed, password_hash as hash, confirmation_token as token from users where nickname = $1',
    [nickname],
  );
  return rows[0];
}

describe('/user new', () => {
  test('an admin sees the plan, confirms, and alone gets the link', async () => {
    const database = await pristineDatabase('3.19');
    const { discord, logged } = await startSteward(database.url);
    const ada = discord.as('ada');

    const typed = await ada.type(
      '/user new newbie newbie@mail.example name:"New Bie" bio:"hello *world*" moderator:true reason:"asked for it"',
    );
    const card = await typed.message();

    expect(sentenceOf(card)).toBe('Create the account newbie?');
    expect(fieldsOf(card)).toMatchObject({
      'E-mail': expect.stringContaining('newbie'),
      Name: 'New Bie',
      Role: 'moderator',
      Bio: 'hello \\*world\\*',
      Note: 'newbie becomes a moderator of the instance.',
    });
    expect(await accountOf(database, 'newbie')).toBeUndefined();

    const done = await (await ada.click(card, buttonOf(card, 'Run now'))).message();

    expect(sentenceOf(done)).toBe('Created newbie.');
    const { rows } = await database.client.query('select token from password_reset_tokens order by id desc');
    const link = `https://social.test/api/v1/pleroma/password_reset/${encodeURIComponent(rows[0].token)}`;
    expect(fieldsOf(done)['Reset link (works once)']).toBe(link);
    expect(discord.as('eve').messages()).toEqual([]);
    expect(discord.as('mo').messages()).toEqual([]);
    expect(logged.join('\n')).not.toContain(rows[0].token);
    const audit = await database.client.query(
      'select event, args, reason from steward.audit_log order by id',
    );
    expect(audit.rows).toMatchObject([
      { event: 'action.proposed', args: { email: '[hidden]' }, reason: 'asked for it' },
      { event: 'action.done', args: { email: '[hidden]', nickname: 'newbie' } },
    ]);
  });

  test('a password is typed in a modal: an invalid one is asked for again, and none is ever shown', async () => {
    const database = await pristineDatabase('3.19');
    const { discord, logged } = await startSteward(database.url);
    const ada = discord.as('ada');

    const typed = await ada.type('/user new newbie newbie@mail.example choose_password:true');
    const card = await typed.message();
    const press = await ada.click(card, buttonOf(card, 'Run now'));
    expect(await press.answered()).toMatchObject({
      kind: 'modal',
      modal: { title: 'Create the account newbie' },
    });

    const tooLong = await ada.submit(press, { text: 'p'.repeat(73) });
    await expect
      .poll(() => tooLong.answers.map(({ message }) => sentenceOf(message)))
      .toContainEqual(expect.stringContaining('password`: must have at most 72 bytes'));
    expect(await accountOf(database, 'newbie')).toBeUndefined();

    const again = await ada.click(card, buttonOf(card, 'Run now'));
    await again.answered();
    const done = await (await ada.submit(again, { text: 'correct horse' })).message();

    expect(sentenceOf(done)).toBe('Created newbie.');
    expect(done.embeds[0]?.fields?.map(({ name }) => name)).not.toContain('Reset link (works once)');
    const { hash } = await accountOf(database, 'newbie');
    expect(await compare('correct horse', hash)).toBe(true);
    expect(logged.join('\n')).not.toContain('correct horse');
    expect(JSON.stringify(discord.requests)).not.toContain('correct horse');
    const { rows } = await database.client.query(
      `select from steward.actions a, steward.audit_log l
       where a::text like '%correct horse%' or l::text like '%correct horse%'`,
    );
    expect(rows).toEqual([]);
  });

  test('every error is named in one answer, before anything is asked', async () => {
    const database = await pristineDatabase('3.19');
    const { discord } = await startSteward(database.url);

    const typed = await discord.as('ada').command('user new', { nickname: 'bad nick!', email: 'nowhere' });
    const message = await typed.message();

    expect(sentenceOf(message)).toMatch(
      /^Invalid `nickname`: use only letters .*\nInvalid `email`: must be an e-mail address/,
    );
    expect((await database.client.query('select from steward.actions')).rowCount).toBe(0);
  });

  test.for([
    ['a moderator', 'mo', /Only admins can do this/],
    ['a visitor', 'eve', /Only admins can do this/],
  ] as const)('%s is refused, and the address is recorded nowhere', async ([, who, sentence]) => {
    const database = await pristineDatabase('3.19');
    const { discord } = await startSteward(database.url);
    const before = await snapshot(database.client);

    const typed = await discord
      .as(who)
      .command('user new', { nickname: 'newbie', email: 'newbie@mail.example' });

    expect(sentenceOf(await typed.message())).toMatch(sentence);
    expect(changesBetween(before, await snapshot(database.client))).toEqual({});
    await expect
      .poll(async () => (await database.client.query('select event, args from steward.audit_log')).rows)
      .toEqual([{ event: 'command.refused', args: expect.objectContaining({ email: '[hidden]' }) }]);
  });
});

describe('/user confirm', () => {
  test('a moderator confirms an account and unconfirms it, and the answer says which', async () => {
    const database = await pristineDatabase('3.19');
    const { discord } = await startSteward(database.url);
    const mo = discord.as('mo');

    const shown = await (await mo.type('/user confirm dave dry_run:true')).message();
    expect(fieldsOf(shown)).toMatchObject({ Confirmed: 'no → yes' });
    const confirmed = await (await mo.type('/user confirm dave')).message();
    expect(sentenceOf(confirmed)).toBe('Confirmed dave.');
    expect(fieldsOf(confirmed)).toMatchObject({ Mail: 'A mail to the owner is queued.' });
    const card = await (await mo.type('/user confirm dave')).message();
    expect(sentenceOf(card)).toBe('Unconfirm dave?');
    const back = await (await mo.click(card, buttonOf(card, 'Run now'))).message();

    expect(sentenceOf(back)).toBe('Unconfirmed dave.');
    const { confirmed: now, token } = await accountOf(database, 'dave');
    expect(now).toBe(false);
    expect(JSON.stringify(discord.requests)).not.toContain(token);
  });

  test('only admins unconfirm staff, after a confirmation', async () => {
    const database = await pristineDatabase('3.19');
    const { discord } = await startSteward(database.url);

    const refused = await (await discord.as('mo').type('/user confirm mo')).message();
    expect(sentenceOf(refused)).toMatch(/Only admins can do this/);
    expect(await accountOf(database, 'mo')).toMatchObject({ confirmed: true });
    const ada = discord.as('ada');
    const card = await (await ada.type('/user confirm mo')).message();
    expect(await accountOf(database, 'mo')).toMatchObject({ confirmed: true });
    const done = await (await ada.click(card, buttonOf(card, 'Run now'))).message();
    expect(sentenceOf(done)).toBe('Unconfirmed mo.');
  });

  test('a remote account and a visitor get a refusal', async () => {
    const database = await pristineDatabase('3.19');
    const { discord } = await startSteward(database.url);
    const before = await snapshot(database.client);

    const remote = await (await discord.as('mo').type('/user confirm spam1@spam.example')).message();
    const visitor = await (await discord.as('eve').command('user confirm', { nickname: 'dave' })).message();

    expect(sentenceOf(remote)).toMatch(/remote account and cannot be confirmed here/);
    expect(sentenceOf(visitor)).toMatch(/Only moderators and admins can do this/);
    expect(changesBetween(before, await snapshot(database.client))).toEqual({});
  });
});

describe.for([
  ['confirm_all', 'Confirm 1 account?', 'Confirmed 1 account.', { dave: true, lain: true }],
  ['unconfirm_all', 'Unconfirm 10 accounts?', 'Unconfirmed 10 accounts.', { dave: false, lain: false }],
] as const)('/instance %s', ([name, question, line, after]) => {
  test('an admin sees the number of accounts and a few names, and is asked', async () => {
    const database = await pristineDatabase('3.19');
    const { discord } = await startSteward(database.url);
    const ada = discord.as('ada');

    const card = await (await ada.type(`/instance ${name}`)).message();
    expect(sentenceOf(card)).toBe(question);
    expect(fieldsOf(card).Includes).toContain('dave');
    expect(await accountOf(database, 'dave')).toMatchObject({ confirmed: false });
    expect(await accountOf(database, 'lain')).toMatchObject({ confirmed: true });

    const done = await (await ada.click(card, buttonOf(card, 'Run now'))).message();

    expect(sentenceOf(done)).toBe(line);
    for (const [nickname, confirmed] of Object.entries(after)) {
      expect(await accountOf(database, nickname)).toMatchObject({ confirmed });
    }
    const judy = await accountOf(database, 'judy');
    expect(judy).toMatchObject({ confirmed: false, token: null });
  });

  test('a change of the affected accounts makes the action stale, and nothing is done', async () => {
    const database = await pristineDatabase('3.19');
    const { discord } = await startSteward(database.url);
    const ada = discord.as('ada');
    const card = await (await ada.type(`/instance ${name}`)).message();

    // The same number of accounts as before, but others.
    await database.client.query(`update users set is_active = false where nickname = 'dave'`);
    await database.client.query(`update users set is_active = true where nickname = 'judy'`);
    const before = await snapshot(database.client);
    const stale = await (await ada.click(card, buttonOf(card, 'Run now'))).message();

    expect(stale.embeds[0]?.title).toMatch(/^Out of date: /);
    expect(stale.embeds[0]?.description).toMatch(/would do has changed since the request/);
    expect(changesBetween(before, await snapshot(database.client))).toEqual({});
  });

  test.for(['mo', 'eve'])('%s is refused', async (who) => {
    const database = await pristineDatabase('3.19');
    const { discord } = await startSteward(database.url);
    const before = await snapshot(database.client);

    const message = await (await discord.as(who).command(`instance ${name}`)).message();

    expect(sentenceOf(message)).toMatch(/Only admins can do this/);
    expect(changesBetween(before, await snapshot(database.client))).toEqual({});
  });
});
