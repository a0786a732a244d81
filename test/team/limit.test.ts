import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { runConsole } from '../support/console.ts';
import { auditLinesOf, sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { allDrawn, heard, startTeam, whispered } from '../support/team.ts';

shareSteward();

const audit = { AUDIT_CHANNEL_ID: '1212742078036512798' };

/** One admin decides alone, and may do so twice an hour. */
const alone = { ...audit, APPROVALS_DESTRUCTIVE: '0', DESTRUCTIVE_PER_HOUR: '2' };

const paused =
  /^You are paused by Steward and cannot request or approve destructive actions: Requested more than 2 destructive actions within an hour\. The pause ends <t:\d+:R>\./;

const activeOf = async (client: Client, ...nicknames: string[]) =>
  (
    await client.query('select is_active from users where nickname = any($1) order by nickname', [nicknames])
  ).rows.map(({ is_active }) => is_active);

test('a person who decides alone is paused at the limit, the audit channel gets an entry, and another admin lifts the pause', async () => {
  const { discord, ask, client, stateOf } = await startTeam(alone);
  const [ada, ivan] = [discord.as('ada'), discord.as('ivan')];
  const told = () => ada.messages('audit').flatMap(auditLinesOf);
  const first = await ask('ada', '/user rm bob');
  await first.press('ada', 'Run now');
  await expect.poll(() => activeOf(client, 'bob')).toEqual([false]);
  const second = await ask('ada', '/user rm lain');

  const refused = await (await ada.type('/user rm gina')).message();
  expect(sentenceOf(refused)).toMatch(paused);
  expect(sentenceOf(refused)).toMatch(/Another admin can end it with `\/staff resume`\.$/);
  // Earlier requests cannot be run during the pause either.
  expect(await heard(second.press('ada', 'Run now'))).toMatch(paused);
  await expect
    .poll(() => told().join('\n'))
    .toMatch(/\*\*Steward\*\* ran: pause <@\d+> `for:1h` · Requested more/);
  await expect
    .poll(() => ivan.messages().map(sentenceOf))
    .toContainEqual(expect.stringMatching(/^Paused <@\d+>/));
  expect(sentenceOf(await (await ada.type(`/staff resume ${ada.id}`)).message())).toMatch(
    /^You cannot end your own pause/,
  );
  expect(sentenceOf(await (await ada.type(`/staff pause ${ivan.id} reason:revenge`)).message())).toMatch(
    paused,
  );
  expect(sentenceOf(await (await ada.type('/user tag lain still-allowed')).message())).toMatch(
    /^Tagged lain/,
  );

  expect(sentenceOf(await (await ivan.type(`/staff resume ${ada.id}`)).message())).toMatch(
    /^Ended the pause of <@\d+>\. They can request and approve again/,
  );
  await second.press('ada', 'Run now');
  await expect.poll(() => stateOf(second.action)).toBe('following');
  // Requests from before the pause no longer count after it is lifted.
  expect(sentenceOf(await (await ada.type('/user rm gina')).message())).toBe('Delete gina permanently?');
  expect(await activeOf(client, 'bob', 'gina', 'lain')).toEqual([false, true, false]);
  const { rows } = await client.query('select steward.verify_audit_log() as fault');
  expect(rows).toEqual([{ fault: null }]);
});

test('a cancelled request counts, so that nobody can create cards without end', async () => {
  const { discord, ask, client } = await startTeam({ ...audit, DESTRUCTIVE_PER_HOUR: '2' });
  for (const nickname of ['bob', 'lain']) {
    const card = await ask('ada', `/user rm ${nickname} reason:x`);
    await card.press('ada', 'Cancel request');
    await card.shows('Cancelled');
  }

  const refused = await (await discord.as('ada').type('/user rm gina reason:x')).message();

  expect(sentenceOf(refused)).toMatch(paused);
  const { rows } = await client.query('select operation, source from steward.actions order by id');
  expect(rows).toEqual([
    { operation: 'user.rm', source: 'discord' },
    { operation: 'user.rm', source: 'discord' },
    { operation: 'staff.pause', source: 'system' },
  ]);
});

// Which of the requests meet differs from run to run.
test.for([1, 2, 3])(
  'six requests at once, of which the limit allows two, make one pause and one card, with two copies of the bot (%i)',
  async () => {
    const { discord, client, startReplica } = await startTeam({ ...audit, DESTRUCTIVE_PER_HOUR: '2' });
    await startReplica();
    const ada = discord.as('ada');

    const asked = await Promise.all(
      ['bob', 'carol', 'dave', 'gina', 'heidi', 'kim'].map((nickname) =>
        ada.type(`/user rm ${nickname} reason:x`),
      ),
    );

    await expect.poll(() => asked.flatMap(whispered).filter((each) => paused.test(each))).toHaveLength(4);
    const { rows } = await client.query(
      'select operation, count(*)::integer from steward.actions group by operation order by operation',
    );
    expect(rows).toEqual([
      { operation: 'staff.pause', count: 1 },
      { operation: 'user.rm', count: 2 },
    ]);
    await allDrawn(client);
    const cards = ada.messages().filter((each) => /^Paused <@\d+>/.test(sentenceOf(each) ?? ''));
    expect(cards).toHaveLength(1);
  },
);

test('two admins who pause the same member at once make one pause', async () => {
  const { discord, client, startReplica } = await startTeam(audit);
  discord.as('eve').give('admin');
  await startReplica();
  const { id } = discord.as('ivan');

  const typed = await Promise.all(
    ['ada', 'eve'].map((who) => discord.as(who).type(`/staff pause person:${id} reason:x`)),
  );

  await expect
    .poll(() => typed.flatMap(({ answers }) => answers).map(({ message }) => sentenceOf(message)))
    .toContainEqual(expect.stringMatching(/is already paused\.|was just paused by someone else\./));
  expect((await client.query('select from steward.actions')).rowCount).toBe(1);
  discord.as('eve').take('admin');
});

test('requests count for an hour, and not where they were harmless; undoing never counts', async () => {
  const { discord, ask, client } = await startTeam({ ...alone, DESTRUCTIVE_PER_HOUR: '1' });
  const ada = discord.as('ada');
  await (await ada.type('/user tag lain a')).message();
  const old = await ask('ada', '/instance deactivate_all spam.example');
  await old.press('ada', 'Run now');
  await old.shows('Done');
  await client.query(`update steward.actions set proposed_at = now() - interval '61 minutes'`);

  await ask('ada', '/user rm bob');
  const undo = await ask('ada', `/action undo ${old.action}`);
  await undo.press('ada', 'Run now');

  await undo.shows('Done');
  expect((await client.query(`select from steward.actions where tier = 'destructive'`)).rowCount).toBe(3);
  expect(await (await ada.type('/user rm gina')).message()).toMatchObject({
    content: expect.stringMatching(/^You are paused/),
  });
});

test('an undo of everything that a person did counts once', async () => {
  const { discord, ask, client } = await startTeam({ ...alone, DESTRUCTIVE_PER_HOUR: '1' });
  for (const tag of ['a', 'b', 'c']) await (await discord.as('mo').type(`/user tag lain ${tag}`)).message();

  const card = await ask('ada', `/action undo_all ${discord.as('mo').id} since:1h`);
  await card.press('ada', 'Run now');

  await card.shows('Done');
  expect((await client.query(`select tags from users where nickname = 'lain'`)).rows).toEqual([{ tags: [] }]);
});

test('a limit of 0 is none, and each person has a limit of their own', async () => {
  const { ask } = await startTeam({ ...audit, DESTRUCTIVE_PER_HOUR: '1' });
  await (await ask('ada', '/user rm bob reason:x')).shows('Approval required');
  await (await ask('ivan', '/user rm lain reason:x')).shows('Approval required');
  const unlimited = await startTeam({ DESTRUCTIVE_PER_HOUR: '0' });
  for (const nickname of ['bob', 'lain', 'gina', 'heidi', 'kim', 'dave']) {
    await unlimited.ask('ada', `/user rm ${nickname} reason:x`);
  }

  const { rowCount } = await unlimited.client.query(`select from steward.actions where state = 'proposed'`);
  expect(rowCount).toBe(6);
});

test('an admin pauses another by hand, who then cannot approve anything, until the time ends', async () => {
  const { discord, ask, client, stateOf } = await startTeam(audit);
  const [ada, ivan, mo] = [discord.as('ada'), discord.as('ivan'), discord.as('mo')];
  const card = await ask('ada', '/user rm lain reason:x');
  expect(
    sentenceOf(await (await mo.command('staff pause', { person: ivan.id, reason: 'no' })).message()),
  ).toMatch(/Only admins can do this/);

  const done = await (await ada.type(`/staff pause ${ivan.id} for:2h reason:"sold his laptop"`)).message();

  expect(sentenceOf(done)).toMatch(new RegExp(`^Paused <@${ivan.id}>\\. The pause ends <t:\\d{10}:R>`));
  expect(await heard(card.press('ivan', 'Approve'))).toMatch(
    /^You are paused by ada and cannot request, approve or run anything: sold his laptop\. The pause ends <t:\d+:R>\./,
  );
  expect((await (await ada.type('/action policy')).message()).embeds[0]?.fields).toContainEqual(
    expect.objectContaining({
      name: 'Paused',
      value: expect.stringMatching(
        /^<@\d+> · ends <t:\d+:R> · cannot request, approve or run anything · paused by you: sold his laptop$/,
      ),
    }),
  );
  await client.query('update steward.pauses set until = now()');
  await card.approve('ivan');
  await expect.poll(() => stateOf(card.action)).toBe('following');
});

// Each of its command lines starts a process.
test('a terminal has no limit and pauses none of its users, and lifts the pause of anybody', async () => {
  const { url, discord, ask } = await startTeam({ ...alone, DESTRUCTIVE_PER_HOUR: '1' });
  const environment = { DATABASE_URL: url, INSTANCE_URL: 'https://social.test', DESTRUCTIVE_PER_HOUR: '1' };
  const { id } = discord.as('ada');
  await ask('ada', '/user rm bob');
  await (await discord.as('ada').type('/user rm lain')).message();

  for (const nickname of ['bob', 'lain']) {
    expect(await runConsole(['user', 'rm', nickname, '-y'], environment)).toMatchObject({ exit: 0 });
  }
  expect(await runConsole(['staff', 'resume', id], environment)).toMatchObject({
    exit: 0,
    out: expect.stringMatching(/^Ended the pause of ada \(\d+\)\. They can request and approve again/),
  });
  expect(await runConsole(['staff', 'pause', id], environment)).toMatchObject({
    exit: 2,
    err: expect.stringMatching(/^Missing option "--reason"\./),
  });
  expect(await runConsole(['staff', 'pause', id, 'to be sure', '--for', '1h'], environment)).toMatchObject({
    exit: 0,
    out: expect.stringMatching(/^Paused ada \(\d+\)\. The pause ends/),
  });
});
