import { describe, expect, test } from 'vitest';
import { pristineDatabase } from '../support/database.ts';
import { waitingMails } from '../support/mails.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';
import { startSteward } from '../support/steward.ts';

shareSteward();

async function scene(setup = '') {
  const { url, client } = await pristineDatabase('3.19');
  if (setup !== '') await client.query(setup);
  const { discord } = await startSteward(url);
  const message = async (line: string, who = 'ada') => (await discord.as(who).type(line)).message();
  return {
    client,
    discord,
    message,
    says: async (line: string, who = 'ada') => sentenceOf(await message(line, who)),
    state: async (nickname: string) =>
      (
        await client.query('select is_suggested, password_reset_pending from users where nickname = $1', [
          nickname,
        ])
      ).rows[0],
  };
}

describe('a forced password reset', () => {
  test('keeps the owner out until they set a new password, and can be undone; /user show says so', async () => {
    const { says, message, state } = await scene();

    const planned = await message('/user force_password_reset lain dry_run:true');
    expect(planned.embeds[0]?.description).toMatch(/^Force a password reset of lain\./);
    expect(await says('/user force_password_reset lain')).toBe(
      'Forced a password reset of lain. No app can use the account until its owner has set a new password.',
    );
    expect(await state('lain')).toMatchObject({ password_reset_pending: true });
    expect(await says('/user show lain')).toBe('lain: local, active, password reset required.');
    expect(await says('/user force_password_reset lain')).toBe('lain already has to set a new password.');

    await message('/action undo 1');
    expect(await state('lain')).toMatchObject({ password_reset_pending: false });
  });

  test('where the owner has set a password meanwhile, there is nothing to undo', async () => {
    const { says, client } = await scene();
    await says('/user force_password_reset lain');
    await client.query(`update users set password_reset_pending = false where nickname = 'lain'`);

    expect(await says('/action undo 1')).toMatch(/nothing|Nothing/);
  });

  test('says what its owner cannot do without an address, and while the account is deactivated', async () => {
    const { message } = await scene(
      `update users set email = null, is_active = false where nickname = 'lain'`,
    );

    const notes = Object.values(fieldsOf(await message('/user force_password_reset lain'))).join('\n');

    expect(notes).toMatch(/lain has no e-mail address, .* Create one with `\/user reset_password`\./);
    expect(notes).toMatch(/lain is deactivated\. It cannot be used until it is activated, too\./);
  });
});

test('a confirmation mail is sent again, with the link of the first one', async () => {
  const { says, client } = await scene();
  const before = await snapshot(client);

  expect(await says('/user resend_confirmation dave', 'mo')).toBe(
    'Queued the confirmation mail of dave. It has the same link as before.',
  );

  expect(Object.keys(changesBetween(before, await snapshot(client)))).toEqual(['oban_jobs']);
  const { rows } = await client.query(
    `select confirmation_token as token from users where nickname = 'dave'`,
  );
  const [mail] = await waitingMails(client);
  expect(mail?.subject).toMatch(/^Confirm your account on /);
  expect(mail?.html).toContain(`/${encodeURIComponent(rows[0].token)}"`);
  expect(await says('/action undo 1')).toMatch(/A sent mail stays sent\./);
});

describe('an account is suggested', () => {
  test.for(['lain', 'friend1@friendly.example'])('until that is undone: %s', async (nickname) => {
    const { says, state } = await scene();

    expect(await says(`/user suggest ${nickname}`, 'mo')).toBe(`Suggested ${nickname}.`);
    expect(await state(nickname)).toMatchObject({ is_suggested: true });
    expect(await says(`/user show ${nickname}`)).toMatch(/, suggested\.$/);

    await says('/action undo 1');
    expect(await state(nickname)).toMatchObject({ is_suggested: false });
  });

  test('until it is not any more', async () => {
    const { says, state } = await scene();

    expect(await says('/user unsuggest ninon', 'mo')).toBe('Stopped suggesting ninon.');
    expect(await state('ninon')).toMatchObject({ is_suggested: false });
  });
});

test.for([
  ['force_password_reset', 'lain', 'mo', /Only admins can do this/],
  [
    'force_password_reset',
    'friend1@friendly.example',
    'ada',
    /is a remote account\. This command is only for/,
  ],
  ['force_password_reset', 'internal.fetch', 'ada', /is an internal account/],
  ['resend_confirmation', 'lain', 'mo', /^lain is already confirmed\.$/],
  ['resend_confirmation', 'friend1@friendly.example', 'mo', /is a remote account\. This command is only for/],
  [
    'resend_confirmation',
    'erin',
    'mo',
    /^erin is deactivated: .* Activate it first, with `\/user activate`\.$/,
  ],
  ['resend_confirmation', 'bob', 'mo', /^bob has no e-mail address\. Confirm it with `\/user confirm`\.$/],
  [
    'resend_confirmation',
    'carol',
    'mo',
    /^carol has no confirmation link\. Confirm it with `\/user confirm`\.$/,
  ],
  ['suggest', 'ninon', 'mo', /^ninon is already suggested\.$/],
  ['suggest', 'erin', 'mo', /^erin is deactivated and cannot be suggested\. Activate it first, /],
  ['suggest', 'ada', 'mo', /^ada is an admin of the instance\. Only admins can do this/],
  ['unsuggest', 'lain', 'mo', /^lain is not suggested\.$/],
  ['suggest', 'eve', 'eve', /Only moderators and admins can do this/],
] as const)('/user %s %s by %s changes nothing and says why', async ([command, nickname, who, why]) => {
  const { discord, client } = await scene(`
    update users set is_confirmed = false, confirmation_token = 'x' where nickname in ('erin', 'bob', 'carol');
    update users set email = null where nickname = 'bob';
    update users set confirmation_token = null where nickname = 'carol'`);
  const before = await snapshot(client);

  const typed = await discord.as(who).command(`user ${command}`, { nickname });

  expect(sentenceOf(await typed.message())).toMatch(why);
  expect(changesBetween(before, await snapshot(client))).toEqual({});
});
