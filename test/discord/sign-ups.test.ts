import { MessageFlags } from 'discord-api-types/v10';
import { describe, expect, test } from 'vitest';
import { akkomaOn } from '../support/akkoma.ts';
import { buttonOf } from '../support/buttons.ts';
import { pristineDatabase } from '../support/database.ts';
import { waitingMails } from '../support/mails.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { startSteward } from '../support/steward.ts';
import { suggested } from '../support/suggested.ts';
import { startTeam } from '../support/team.ts';

shareSteward();

async function stage(environment = {}, setup = '') {
  const { url, client } = await pristineDatabase('3.21 moderation');
  if (setup !== '') await client.query(setup);
  const { discord, logged } = await startSteward(url, { environment });
  const answerOf = (person: string) => async (line: string) =>
    (await discord.as(person).type(line)).message();
  const waiting = async () =>
    (
      await client.query(
        `select nickname from users where not is_approved and local and is_active order by nickname`,
      )
    ).rows.map(({ nickname }) => nickname);
  return { url, client, discord, logged, waiting, mo: answerOf('mo'), ada: answerOf('ada') };
}

type Stage = Awaited<ReturnType<typeof stage>>;

const runNow = async ({ discord }: Stage, person: string, asked: Awaited<ReturnType<Stage['mo']>>) =>
  (await discord.as(person).click(asked, buttonOf(asked, 'Run now'))).message();

describe('/signup list', () => {
  test('tells the caller alone who awaits approval, since when and why, the newest first', async () => {
    const { mo } = await stage();

    const message = await mo('/signup list');

    expect(message.flags).toBe(MessageFlags.Ephemeral);
    expect(sentenceOf(message)).toBe('5 accounts.');
    const lines = message.embeds[0]?.description?.split('\n').slice(1) ?? [];
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['tess', 'sybil', 'quinn', 'penny', 'kim']);
    expect(lines[2]).toMatch(/^quinn · <t:\d+:R> · unconfirmed · 4 more within an hour · “friends told me”$/);
    expect(lines[3]).toContain('“I like cats & <b>dogs</b>”'.replaceAll('<', '\\<'));
    expect(lines[4]).toMatch(/^kim · <t:\d+:R> · 14 more within an hour · “I like turtles”$/);
  });

  test('shows e-mail addresses, and how many others have the domain, to admins only', async () => {
    const { mo, ada, client, logged } = await stage();

    expect(JSON.stringify(await mo('/signup list'))).not.toContain('mail.example');
    expect(JSON.stringify(await ada('/signup list'))).toContain(
      'quinn@mail.example (4 more of mail.example)',
    );
    expect(logged.join()).not.toContain('mail.example');
    const { rows } = await client.query('select args, detail from steward.audit_log');
    expect(JSON.stringify(rows)).not.toContain('mail.example');
  });

  test('has pages, and comes as a file; rejected and deactivated accounts are not in it', async () => {
    const { mo, discord } = await stage(
      {},
      `update users set is_active = false where nickname = 'kim';
       update users set is_approved = false where local and nickname not like 'internal.%' and nickname <> 'kim'`,
    );

    const first = await mo('/signup list');
    expect(sentenceOf(first)).toBe('5 accounts on this page.');
    const next = await (await discord.as('mo').click(first, buttonOf(first, 'Next'))).message();
    expect(sentenceOf(next)).toMatch(/^5 accounts on this page\.$/);
    const back = await (await discord.as('mo').click(next, buttonOf(next, 'Previous'))).message();
    expect(back.embeds[0]?.description).toBe(first.embeds[0]?.description);
    const file = await (await discord.as('mo').click(back, buttonOf(back, 'Download .txt'))).message();
    const content = await (await fetch(file.attachments[0]?.url ?? '')).text();
    expect(content).toContain('penny · ');
    expect(content).not.toContain('kim · ');
    expect(content).not.toContain('mail.example');
  });
});

describe('/signup approve', () => {
  test('approves a list as one action, typed with commas, spaces and repetitions, and undo takes it back', async () => {
    const { mo, ada, client, waiting } = await stage();

    const message = await mo('/signup approve accounts:"@sybil  penny, quinn,PENNY"');

    expect(sentenceOf(message)).toBe(
      'Approved penny, quinn, sybil. quinn still has to confirm the e-mail address.',
    );
    expect(await waiting()).toEqual(['kim', 'tess']);
    const { rows } = await client.query('select tier, args from steward.actions');
    expect(rows).toEqual([{ tier: 'routine', args: { accounts: ['penny', 'quinn', 'sybil'] } }]);
    expect(await waitingMails(client)).toHaveLength(2);
    await ada('/action undo 1');
    expect(await waiting()).toEqual(['kim', 'penny', 'quinn', 'sybil', 'tess']);
    expect(await waitingMails(client)).toEqual([]);
  });

  test('leaves out and names who is approved already, and remote accounts', async () => {
    const { mo, waiting } = await stage();

    const message = await mo('/signup approve accounts:"penny, lain, bob, spam1@spam.example"');

    expect(sentenceOf(message)).toBe('Approved penny.');
    expect(Object.values(fieldsOf(message)).join()).toContain(
      'Left out, because already approved: bob, lain.',
    );
    expect(Object.values(fieldsOf(message)).join()).toContain(
      'spam1@spam.example is a remote account, and is left out.',
    );
    expect(await waiting()).not.toContain('penny');
    expect(sentenceOf(await mo('/signup approve accounts:"lain, bob"'))).toBe('Already approved: bob, lain.');
  });

  test('does nothing where a name is unknown, and suggests those that were meant', async () => {
    const { mo, waiting } = await stage();

    const message = await mo('/signup approve accounts:"penny, pennny, sybl"');

    expect(sentenceOf(message)).toMatch(
      /^No account `pennny`\. Did you mean `penny`\? No account `sybl`\. Did you mean `sybil`\?$/,
    );
    expect(await waiting()).toContain('penny');
  });

  test('of more accounts than the limit, and of staff, is for admins', async () => {
    const { mo, ada } = await stage(
      { BULK_LIMIT: '2' },
      `update users set is_moderator = true where nickname = 'tess'`,
    );

    expect(sentenceOf(await mo('/signup approve accounts:"penny, sybil, quinn"'))).toBe(
      'This changes 3 accounts, more than the limit of 2. Only admins can do this.',
    );
    expect(sentenceOf(await mo('/signup approve tess'))).toBe(
      'tess is a moderator of the instance. Only admins can do this.',
    );
    expect(sentenceOf(await ada('/signup approve accounts:"penny, sybil, quinn"'))).toBe(
      'Approve penny, quinn, sybil?',
    );
  });

  test('can mail the owners, since Akkoma tells them nothing', async () => {
    const { mo, client } = await stage({
      MAIL_PRESETS: 'packaging/mail-presets.yaml',
      AKKOMA_ACCOUNT_APPROVAL_REQUIRED: 'true',
    });

    const planned = await mo('/signup approve penny dry_run:true');
    expect(Object.values(fieldsOf(planned)).join()).toContain(
      'Akkoma sends no mail that says so. To send one, use `notify`.',
    );
    await mo('/signup approve accounts:"penny, sybil" notify:approved');

    const mails = await waitingMails(client);
    expect(mails.map(({ html }) => /Hello (\w+)/.exec(html)?.[1])).toEqual(['penny', 'sybil']);
  });

  test('takes at most 100 accounts', async () => {
    const { mo } = await stage();
    const many = Array.from({ length: 101 }, (_, place) => `a${place}`).join(' ');

    expect(sentenceOf(await mo(`/signup approve accounts:"${many}"`))).toBe(
      'Invalid `accounts`: must have at most 100 accounts.',
    );
  });

  test('suggests those who await approval, for the last name of the list', async () => {
    const { discord } = await stage();
    const mo = discord.as('mo');

    expect(await suggested(mo, 'signup approve', { accounts: '' }, 'accounts')).toEqual([
      { name: 'tess (unconfirmed)', value: 'tess' },
      { name: 'sybil', value: 'sybil' },
      { name: 'quinn (unconfirmed)', value: 'quinn' },
      { name: 'penny', value: 'penny' },
      { name: 'kim', value: 'kim' },
    ]);
    expect(await suggested(mo, 'signup reject', { accounts: 'kim, p' }, 'accounts')).toEqual([
      { name: 'kim, penny', value: 'kim, penny' },
    ]);
    expect(await discord.as('eve').autocomplete('signup approve', { accounts: '' }, 'accounts')).toEqual([]);
  });
});

describe('/signup reject', () => {
  test('asks, deletes the accounts in the name of staff, and follows Akkoma to the end', async () => {
    const at = await stage({}, `update users set is_active = false where nickname = 'sybil'`);
    await at.ada('/staff link mo person:<@1103571249857675304>');

    const asked = await at.mo('/signup reject accounts:"penny, sybil, penny, lain" reason:spam');
    expect(sentenceOf(asked)).toBe('Reject penny, sybil?');
    expect(fieldsOf(asked)).toMatchObject({
      'Would change': 'accounts rejected: 2',
      Notes: expect.stringContaining('lain is already approved, and is left out.'),
    });
    expect(JSON.stringify(asked)).toContain(
      'A deleted account cannot be restored. Its owner can register again.',
    );
    const done = await runNow(at, 'mo', asked);
    expect(sentenceOf(done)).toMatch(/^Rejected penny, sybil\./);
    const { rows } = await at.client.query(
      `select actor, data ->> 'object' as object from activities where data ->> 'type' = 'Delete' order by 2`,
    );
    expect(rows).toEqual([
      { actor: 'https://social.test/users/mo', object: 'https://social.test/users/penny' },
      { actor: 'https://social.test/users/mo', object: 'https://social.test/users/sybil' },
    ]);
    const stateOf = async () =>
      (await at.client.query(`select state from steward.actions where operation = 'signup.reject'`)).rows;
    expect(await stateOf()).toEqual([{ state: 'following' }]);

    await akkomaOn(at.url);

    await expect.poll(stateOf).toEqual([{ state: 'done' }]);
    const left = await at.client.query(`select from users where nickname in ('penny', 'sybil')`);
    expect(left.rowCount).toBe(0);
    await expect
      .poll(async () => JSON.stringify(await at.discord.as('mo').messages()))
      .toContain('2 of 2 accounts deleted. Akkoma has deleted everything.');
  });

  test('is not for approved accounts', async () => {
    const { mo, ada } = await stage();

    expect(sentenceOf(await mo('/signup reject lain reason:x'))).toBe(
      'lain is already approved. To delete it, use `/user rm`.',
    );
    expect(sentenceOf(await ada('/signup reject spam1@spam.example reason:x'))).toBe(
      'spam1@spam.example is a remote account.',
    );
  });

  test('of staff, or of more accounts than the limit, is for admins', async () => {
    const { mo, ada } = await stage(
      { BULK_LIMIT: '2' },
      `update users set is_moderator = true where nickname = 'tess'`,
    );

    expect(sentenceOf(await mo('/signup reject tess reason:x'))).toBe(
      'tess is a moderator of the instance. Only admins can do this.',
    );
    expect(sentenceOf(await mo('/signup reject accounts:"penny, sybil, quinn" reason:x'))).toBe(
      'This changes 3 accounts, more than the limit of 2. Only admins can do this.',
    );
    expect(sentenceOf(await ada('/signup reject tess reason:x'))).toBe('Reject tess?');
    expect(fieldsOf(await mo('/help command:"signup reject"'))['Who may use it']).toBe(
      'Moderators and admins; on staff of the instance, or on more than 2 accounts, only admins',
    );
  });

  test('mails the owner before the address is deleted', async () => {
    const at = await stage({ MAIL_PRESETS: 'packaging/mail-presets.yaml' });

    const asked = await at.mo('/signup reject penny reason:spam notify:rejected');
    expect(JSON.stringify(asked)).toContain('Mail to the owner');
    await runNow(at, 'mo', asked);

    const [mail, ...others] = await waitingMails(at.client);
    expect(others).toEqual([]);
    expect(mail?.to).toEqual([{ tuple: ['penny', 'penny@mail.example'] }]);
    const { rows } = await at.client.query(`select email from users where nickname = 'penny'`);
    expect(rows).toEqual([{ email: null }]);
  });

  test('runs after the approval of an admin, and is out of date once another member approved the account', async () => {
    const database = await pristineDatabase('3.21 moderation');
    const team = await startTeam({ APPROVALS_DESTRUCTIVE: '1' }, database);

    const card = await team.ask('mo', '/signup reject penny reason:spam');
    const late = await team.ask('mo', '/signup reject accounts:"quinn, sybil" reason:spam');
    await team.discord.as('ada').type('/signup approve sybil');
    await card.approve('ada');
    await late.approve('ada');

    await expect.poll(() => team.stateOf(card.action)).toBe('following');
    await expect.poll(() => team.stateOf(late.action)).toBe('stale');
  });

  test('one list in another order is the same request', async () => {
    const { ada, client } = await stage({ APPROVALS_DESTRUCTIVE: '1' });

    await ada('/signup reject accounts:"penny, sybil" reason:spam');
    const again = await ada('/signup reject accounts:"sybil @penny@social.test" reason:spam');

    expect(sentenceOf(again)).toMatch(/^You already requested this/);
    const { rows } = await client.query('select args from steward.actions');
    expect(rows).toEqual([{ args: { accounts: ['penny', 'sybil'] } }]);
  });
});
