import { describe, expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { pristineDatabase, type TestDatabase } from '../support/database.ts';
import { keptIn } from '../support/kept.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';
import { startSteward } from '../support/steward.ts';
import { suggested } from '../support/suggested.ts';

shareSteward();

const tokensOf = async ({ client }: TestDatabase, table: string): Promise<string[]> =>
  (await client.query(`select token from ${table} order by id`)).rows.map(({ token }) => token);

describe('a command for moderators works for admins too', () => {
  test.for(['mo', 'ada'])('/invite create by %s: only the caller gets the link', async (who) => {
    const database = await pristineDatabase();
    const { discord, logged } = await startSteward(database.url);

    const typed = await discord.as(who).type('/invite create max_use:3 expires_at:9999-12-31');
    const message = await typed.message();

    const token = (await tokensOf(database, 'user_invite_tokens')).at(-1) ?? '';
    expect(sentenceOf(message)).toBe(
      'Created invite #7 (for several people, until a date). Only you see its link.',
    );
    expect(message.embeds[0]?.title).toBe('Invite');
    expect(fieldsOf(message)).toEqual({
      Link: `https://social.test/registration/${encodeURIComponent(token)}`,
      Expires: 'at the end of 9999-12-31 (UTC)',
      'Max uses': '3',
    });
    expect(discord.as('eve').messages()).toEqual([]);
    expect((await keptIn(database.client)) + logged.join()).not.toContain(token.slice(0, 43));
  });

  test.for(['mo', 'ada'])('/user sign_out by %s: the answer counts the ended sessions', async (who) => {
    const database = await pristineDatabase();
    const { discord } = await startSteward(database.url);

    const message = await (await discord.as(who).type('/user sign_out gina')).message();

    expect(sentenceOf(message)).toBe('Signed gina out of all apps: 3 sessions ended.');
    expect(discord.as('eve').messages()).toHaveLength(1);
    expect(await tokensOf(database, 'oauth_tokens')).toHaveLength(2);
  });

  test.for(['mo', 'ada'])('/invite revoke by %s: it suggests invites, unseen by others', async (who) => {
    const database = await pristineDatabase();
    const { discord } = await startSteward(database.url);
    const person = discord.as(who);

    const choices = await suggested(person, 'invite revoke', { token: 'one' }, 'token');
    expect(choices).toEqual([{ name: '#1 for one person IYGtfx…', value: '#1' }]);
    const typed = await person.command('invite revoke', { token: who === 'mo' ? '#1' : '1' });

    expect(sentenceOf(await typed.message())).toBe(
      'Revoked invite #1. Nobody can register with it any more.',
    );
    expect(discord.as('eve').messages()).toEqual([]);
    expect(await person.autocomplete('invite revoke', { token: 'one' }, 'token')).toEqual([]);
  });

  test('/invite list: the list comes by the page and as a file, with whole tokens for admins only', async () => {
    const database = await pristineDatabase();
    const { discord } = await startSteward(database.url);
    const [mo, ada] = [discord.as('mo'), discord.as('ada')];
    const tokens = await tokensOf(database, 'user_invite_tokens');

    const first = await (await mo.type('/invite list')).message();
    expect(sentenceOf(first)).toBe('5 invites on this page.');
    expect(first.embeds[0]?.description).toMatch(
      /^5 invites on this page\.\n\\?#6 for anyone, until a date · NbE.*expires 2020.01.01, not valid\n/,
    );
    expect(first.embeds[0]?.description).toMatch(
      /\n\\?#3 for several people · nSF4Ig… · 3 uses left, valid\n/,
    );
    const next = await (await mo.click(first, buttonOf(first, 'Next'))).message();
    expect(next.embeds[0]?.description).toMatch(
      /^1 invite on this page\.\n\\?#1 for one person · IYGtfx… · valid$/,
    );
    const back = await (await mo.click(next, buttonOf(next, 'Previous'))).message();
    expect(back.embeds[0]?.description).toBe(first.embeds[0]?.description);
    const file = await (await mo.click(back, buttonOf(back, 'Download .txt'))).message();
    const content = await (await fetch(file.attachments[0]?.url ?? '')).text();
    expect(content.split('\n')).toHaveLength(7);
    for (const token of tokens) {
      expect(JSON.stringify([first, next, file]) + content).not.toContain(token.slice(0, 10));
    }

    const whole = await (await ada.type('/invite list')).message();
    const text = whole.embeds[0]?.description?.replaceAll('\\', '');
    for (const token of tokens.slice(1)) expect(text).toContain(token);
    expect(discord.as('eve').messages()).toEqual([]);
  });
});

describe('a command for admins', () => {
  test('/user reset_password: only the caller gets the link', async () => {
    const database = await pristineDatabase();
    const { discord, logged } = await startSteward(database.url);

    const message = await (await discord.as('ada').type('/user reset_password lain')).message();

    const token = (await tokensOf(database, 'password_reset_tokens')).at(-1) ?? '';
    expect(sentenceOf(message)).toMatch(/^Created a password reset link for lain\./);
    expect(message.embeds[0]?.title).toBe('Reset link');
    expect(fieldsOf(message)['Reset link (works once)']).toBe(
      `https://social.test/api/v1/pleroma/password_reset/${encodeURIComponent(token)}`,
    );
    expect(discord.as('eve').messages()).toEqual([]);
    expect((await keptIn(database.client)) + logged.join()).not.toContain(token.slice(0, 43));
  });

  test.for([
    [
      '/user reset_mfa frank',
      'Turned off two-factor authentication of frank.',
      'Two-factor authentication of frank is already off.',
    ],
    ['/user sign_out gina', 'Signed gina out of all apps: 3 sessions ended.', 'gina has no sessions.'],
  ] as const)('%s: where there is nothing to do, the caller alone is told', async ([line, first, second]) => {
    const { url } = await pristineDatabase();
    const { discord } = await startSteward(url);
    const answer = async () => (await discord.as('ada').type(line)).message();

    expect(sentenceOf(await answer())).toBe(first);
    expect(sentenceOf(await answer())).toBe(second);
    expect(discord.as('eve').messages().map(sentenceOf)).toEqual([first]);
  });

  test('/user set: making an account an admin asks first, and says what that means', async () => {
    const { url, client } = await pristineDatabase();
    const { discord } = await startSteward(url);

    const typed = await discord.as('ada').type('/user set lain admin:true confirmed:false locked:false');
    const card = await typed.message();

    expect(fieldsOf(card)).toEqual({
      '⚠️ Destructive': 'Can be undone with `/action undo`.',
      Account: expect.stringMatching(/^Registered <t:\d+:R> · 7 public posts · 6 followers$/),
      Notes: expect.stringMatching(/An admin can see e-mail addresses.*\n.*cannot log in/),
    });
    const message = await (await discord.as('ada').click(card, buttonOf(card, 'Run now'))).message();
    expect(sentenceOf(message)).toBe('Made lain an admin, unconfirmed lain.');
    const { rows } = await client.query(
      `select is_admin, is_confirmed, is_locked from users where nickname = 'lain'`,
    );
    expect(rows).toEqual([{ is_admin: true, is_confirmed: false, is_locked: false }]);
  });

  test('/user change_email: only the caller sees the address, and "none" removes it', async () => {
    const { url, client } = await pristineDatabase();
    const { discord, logged } = await startSteward(url);
    const ada = discord.as('ada');
    const emailOf = async () =>
      (await client.query(`select email from users where nickname = 'lain'`)).rows[0].email;

    const typed = await ada.command('user change_email', { nickname: 'lain', email: 'lain@wired.example' });
    const message = await typed.message();

    expect(sentenceOf(message)).toBe('Changed the e-mail address of lain.');
    expect(fieldsOf(message)['New address']?.replaceAll('\\', '')).toBe('lain@wired.example');
    expect(await emailOf()).toBe('lain@wired.example');
    const removed = await (await ada.type('/user change_email lain none')).message();
    expect(sentenceOf(removed)).toBe('Removed the e-mail address of lain.');
    expect(await emailOf()).toBeNull();
    expect(discord.as('eve').messages()).toEqual([]);
    expect(logged.join()).not.toContain('wired.example');
  });
});

describe('a refused caller gets a private answer, and the arguments are not recorded', () => {
  const lain = { nickname: 'lain' };
  const forModerators: [string, Record<string, string>][] = [
    ['invite create', {}],
    ['invite list', {}],
    ['invite revoke', { token: 'planted-token' }],
    ['user sign_out', lain],
  ];
  const forAdmins: [string, Record<string, string>][] = [
    ['user reset_password', lain],
    ['user reset_mfa', lain],
    ['user set', lain],
    ['user change_email', { ...lain, email: 'planted@wired.example' }],
  ];

  test.for([
    ...[...forModerators, ...forAdmins].map((typed) => ['eve', ...typed] as const),
    ...forAdmins.map((typed) => ['mo', ...typed] as const),
  ])('%s: /%s %j', async ([who, command, options]) => {
    const { url, client } = await pristineDatabase();
    const { discord } = await startSteward(url);
    const before = await snapshot(client);

    const typed = await discord.as(who).command(command, options);

    expect(sentenceOf(await typed.message())).toMatch(/Only (moderators and )?admins can do this/);
    expect(discord.as('ada').messages()).toEqual([]);
    expect(changesBetween(before, await snapshot(client))).toEqual({});
    await expect.poll(() => keptIn(client)).toContain('command.refused');
    expect(await keptIn(client)).not.toContain('planted');
  });

  test('a visitor gets no suggestions of invites', async () => {
    const { url } = await pristineDatabase();
    const { discord } = await startSteward(url);

    expect(await discord.as('eve').autocomplete('invite revoke', { token: '' }, 'token')).toEqual([]);
  });
});

test('a moderator cannot sign out staff of the instance', async () => {
  const database = await pristineDatabase();
  const { discord } = await startSteward(database.url);
  await database.client.query(
    `update oauth_tokens set user_id = (select id from users where nickname = 'ada') where id = 1`,
  );

  const message = await (await discord.as('mo').type('/user sign_out ada')).message();

  expect(sentenceOf(message)).toMatch(/Only admins can do this/);
  expect(await tokensOf(database, 'oauth_tokens')).toHaveLength(5);
});

test.for([
  ['/invite create expires_at:2027-02-29', /^Invalid `expires_at`: must be a date/],
  ['/invite create expires_at:2020-01-01', /^Invalid `expires_at`: must be today or later/],
  ['/invite revoke nope', /No invite has this token/],
  ['/invite revoke "#2"', /already revoked or used up/],
  ['/user sign_out nobody', /No account `nobody`/],
  ['/user set lain', /Use at least one of these options/],
  ['/user set spam1@spam.example admin:true', /is a remote account/],
  ['/user change_email lain nonsense', /^Invalid `email`: must be an e-mail address, such as/],
] as const)('%s: the answer is one sentence, and nothing is written', async ([line, sentence]) => {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const before = await snapshot(client);

  const message = await (await discord.as('ada').type(line)).message();

  expect(sentenceOf(message).replaceAll('\\', '')).toMatch(sentence);
  expect(changesBetween(before, await snapshot(client))).toEqual({});
});
