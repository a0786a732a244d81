import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { runConsole } from '../support/console.ts';
import { lockSteward } from '../support/lock.ts';
import { auditLinesOf, fieldsOf, sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { allDrawn, heard, startTeam } from '../support/team.ts';
import { jobsSettled } from '../support/waiting.ts';

shareSteward();

const audit = { AUDIT_CHANNEL_ID: '1212742078036512798' };

const locked =
  /^Steward was locked by ada <t:\d+:R>: ivan was hacked\. An admin can unlock it with `\/action unlock`\.$/;

const hacked = 'ivan was hacked';

const isActive = async (client: Client, nickname: string) =>
  (await client.query('select is_active from users where nickname = $1', [nickname])).rows[0]?.is_active;

test('while Steward is locked, requests, approvals and runs are refused with the reason, and reading continues', async () => {
  const { discord, ask, client, stateOf } = await startTeam(audit);
  const [ada, mo] = [discord.as('ada'), discord.as('mo')];
  const card = await ask('ada', '/user rm lain reason:x');
  const other = await ask('ada', '/user rm bob reason:x');
  await (await mo.type('/user deactivate gina for:7d')).message();
  expect(sentenceOf(await (await mo.command('action lock', { reason: 'no' })).message())).toMatch(
    /Only admins can do this/,
  );

  const answer = await lockSteward(discord, 'ada', hacked);

  expect(sentenceOf(answer)).toMatch(/^Locked Steward: nobody can request, approve or run anything/);
  for (const line of ['/user tag lain x', '/user rm heidi reason:x', '/action undo 3', '/action keep 3']) {
    expect(sentenceOf(await (await ada.type(line)).message()), line).toMatch(locked);
  }
  // The last card is seen before the bot has recorded that it is drawn.
  await allDrawn(client);
  const written = await client.query('select row_to_json(a) as row from steward.actions a order by id');
  expect(await heard(card.press('grace', 'Approve'))).toMatch(locked);
  expect(
    (await client.query('select row_to_json(a) as row from steward.actions a order by id')).rows,
  ).toEqual(written.rows);
  expect((await client.query('select from steward.votes')).rowCount).toBe(0);
  expect(sentenceOf(await (await mo.type('/user show lain')).message())).toMatch(/lain/);
  expect(sentenceOf(await (await ada.type('/user rm heidi dry_run:true')).message())).toMatch(
    /Nothing was changed/,
  );
  expect(sentenceOf(await (await mo.type('/action policy')).message())).toMatch(
    /^Steward was locked by ada <t:\d+:R>: ivan was hacked\. Nobody can request, approve or run anything until/,
  );
  // Cancelling still works, since it only stops an action.
  await other.press('ada', 'Cancel request');
  await other.shows('Cancelled');
  // Two entries that are posted together name the action once.
  await expect
    .poll(() => ada.messages('audit').flatMap(auditLinesOf).join('\n'))
    .toMatch(
      /\*\*ada\*\* (ran: lock Steward · ivan was hacked|requested: lock Steward · ivan was hacked .*\n✅ Done) · /,
    );
  expect(await stateOf(card.action)).toBe('proposed');
  expect(await isActive(client, 'lain')).toBe(true);
  const denial = await card.press('grace', 'Deny');
  await denial.answered();
  await discord.as('grace').submit(denial, { text: 'not now' });
  await card.shows('Denied');
});

test.for([
  [{ APPROVALS_DESTRUCTIVE: '2' }, 'Unlocking needs 2 approvals.'],
  [
    { APPROVALS_DESTRUCTIVE: '2', APPROVAL_OVERRIDES: '{"action.unlock":{"votes":1}}' },
    'Unlocking needs 1 approval.',
  ],
  [{ APPROVALS_DESTRUCTIVE: '0' }, 'An admin can unlock it with `/action unlock`.'],
] as const)('locking asks first, and says what unlocking needs: %s', async ([environment, unlocking]) => {
  const { discord, client } = await startTeam(environment);
  const ada = discord.as('ada');
  const question = async () => (await ada.type('/action lock reason:"ivan was hacked"')).message();

  const asked = await question();

  expect(sentenceOf(asked)).toBe('Lock Steward?');
  expect(fieldsOf(asked).Note).toBe(`Nobody can request, approve or run anything. ${unlocking}`);
  await ada.click(asked, buttonOf(asked, 'Cancel'));
  await expect
    .poll(() => ada.messages().find(({ id }) => id === asked.id)?.embeds[0]?.title)
    .toBe('Cancelled: lock Steward');
  expect((await client.query('select from steward.lock')).rowCount).toBe(0);
});

test('locking in a terminal asks first, and -y confirms it', async () => {
  const { url, client } = await startTeam();
  const environment = { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' };
  const words = ['action', 'lock', '--reason', 'ivan was hacked'];

  expect(await runConsole(words, environment)).toMatchObject({
    exit: 1,
    err: expect.stringMatching(/^Lock Steward\? Cannot ask for confirmation without a terminal\./),
  });
  expect((await client.query('select from steward.lock')).rowCount).toBe(0);
  expect(await runConsole([...words, '-y'], environment)).toMatchObject({
    exit: 0,
    out: expect.stringMatching(/^Locked Steward/),
  });
});

test('the global lock does not wait for a suspended process of Steward’s, even one that holds the advisory locks', async () => {
  const { url, discord, client } = await startTeam();
  const still = [new Client({ connectionString: url }), new Client({ connectionString: url })] as const;
  onTestFinished(async () => void (await Promise.all(still.map((each) => each.end()))));
  const lost = still.map((each) => new Promise((resolve) => each.on('error', resolve)));
  for (const each of still) {
    await each.connect();
    await each.query('begin');
  }
  await still[0].query(`select pg_advisory_xact_lock_shared(hashtext('steward.lock'))`);
  await still[1].query(`select pg_advisory_xact_lock(hashtext('steward.audit_log'))`);

  const answer = await lockSteward(discord, 'ada', hacked);

  expect(sentenceOf(answer)).toMatch(/^Locked Steward/);
  expect((await Promise.all(lost)).map(String)).toEqual([
    'error: terminating connection due to administrator command',
    'error: terminating connection due to administrator command',
  ]);
  expect((await client.query('select from steward.lock')).rowCount).toBe(1);
});

test('unlocking needs the votes of a destructive action; then approved actions that are not too late are run', async () => {
  const { discord, ask, client, stateOf, eventsOf } = await startTeam({ ...audit, APPROVALS_SENSITIVE: '1' });
  const [inTime, late] = [
    await ask('ada', '/user rm lain reason:x'),
    await ask('ada', '/user rm bob reason:x'),
  ];
  // Only the requester sees the secret, so that the requester runs the action.
  const theirs = await ask('ada', '/user reset_password gina reason:x');
  await theirs.approve('ivan');
  await theirs.shows('Approved');
  // Discord does not answer requests for roles until after the lock.
  const restore = discord.misbehave.outage(/members/);
  for (const card of [inTime, late]) {
    await card.approve('ivan');
    await card.shows('Approved');
  }
  await lockSteward(discord, 'ivan', 'ada was hacked');
  restore();
  await client.query('update steward.actions set deadline = now() where id = $1', [late.action]);
  await jobsSettled(client, 'run');
  expect(await heard(theirs.press('ada', 'Run now'))).toMatch(/^Steward was locked by ivan/);
  expect(await stateOf(inTime.action)).toBe('approved');
  expect(await isActive(client, 'lain')).toBe(true);

  const unlocking = await ask('ada', '/action unlock reason:"password changed"');
  expect(await heard(unlocking.press('ada', 'Approve'))).toMatch(/^You requested action \d+ yourself/);
  await unlocking.approve('ivan');

  await unlocking.shows('Done');
  await expect.poll(() => stateOf(inTime.action)).toBe('following');
  await expect.poll(() => stateOf(late.action)).toBe('expired');
  expect([await isActive(client, 'lain'), await isActive(client, 'bob')]).toEqual([false, true]);
  expect(await eventsOf(late.action)).toEqual(['action.proposed', 'action.approved', 'action.expired']);
  expect(await stateOf(theirs.action)).toBe('approved');
  expect(await heard(theirs.press('ada', 'Run now'))).toMatch(/^Created a password reset link for gina/);
  expect((await client.query('select steward.verify_audit_log() as fault')).rows).toEqual([{ fault: null }]);
});

test('reversals and tracked actions wait while Steward is locked, and continue afterwards', async () => {
  const { discord, ask, client, stateOf } = await startTeam({ ...audit, APPROVALS_DESTRUCTIVE: '0' });
  const ada = discord.as('ada');
  await (await ada.type('/user deactivate gina for:7d')).message();
  const removal = await ask('ada', '/user rm lain');
  await removal.press('ada', 'Run now');
  await expect.poll(() => stateOf(removal.action)).toBe('following');

  await lockSteward(discord, 'ada', hacked);
  await client.query(`
    update steward.actions set reverses_at = now() where reverses_at is not null;
    delete from oban_jobs`);
  await jobsSettled(client, 'reverse', 'follow');
  expect([await stateOf(1), await stateOf(removal.action)]).toEqual(['done', 'following']);
  expect((await client.query('select from oban_jobs')).rowCount).toBe(0);

  const unlocking = await ask('ada', '/action unlock');
  await unlocking.press('ada', 'Run now');

  await expect.poll(() => stateOf(1)).toBe('undone');
  await expect.poll(async () => (await client.query('select from oban_jobs')).rowCount).toBeGreaterThan(0);
});

test('the lock works immediately on all replicas and in a terminal, which unlocks as a last resort', async () => {
  const { url, discord, startReplica, client } = await startTeam();
  await startReplica();
  await lockSteward(discord, 'ada', hacked);
  const environment = { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' };

  for (let count = 0; count < 4; count += 1) {
    expect(sentenceOf(await (await discord.as('mo').type('/user tag lain x')).message())).toMatch(locked);
  }
  expect(await runConsole(['user', 'rm', 'lain', '-y'], environment)).toMatchObject({
    exit: 1,
    err: expect.stringMatching(/^Steward was locked by ada .* unlock it with "steward action unlock"\.\n$/),
  });
  expect(await runConsole(['action', 'unlock', '-y', '--reason', 'called her'], environment)).toMatchObject({
    exit: 0,
    out: expect.stringMatching(/^Unlocked Steward, which ada had locked/),
  });
  expect(sentenceOf(await (await discord.as('mo').type('/user tag lain x')).message())).toMatch(
    /^Tagged lain/,
  );
  const { rows } = await client.query(
    `select event, command, source, reason from steward.audit_log where command like 'action.%lock' order by id`,
  );
  expect(rows).toEqual([
    { event: 'action.proposed', command: 'action.lock', source: 'discord', reason: 'ivan was hacked' },
    { event: 'action.done', command: 'action.lock', source: 'discord', reason: 'ivan was hacked' },
    { event: 'action.done', command: 'action.unlock', source: 'console', reason: 'called her' },
  ]);
});

test('a person whom Steward has paused can lock, but not unlock; a second lock is not needed, and approvals for one lock do not open another', async () => {
  const { url, discord, ask, client } = await startTeam({
    ...audit,
    APPROVALS_SENSITIVE: '1',
    DESTRUCTIVE_PER_HOUR: '1',
  });
  const [ada, ivan] = [discord.as('ada'), discord.as('ivan')];
  await ask('ivan', '/user rm bob reason:x');
  expect(sentenceOf(await (await ivan.type('/user rm lain reason:x')).message())).toMatch(
    /^You are paused by Steward/,
  );

  await lockSteward(discord, 'ivan', 'ada was hacked');
  expect(sentenceOf(await (await ada.type('/action lock reason:x')).message())).toMatch(
    /^Steward is already locked\. Locked by ivan/,
  );
  expect(sentenceOf(await (await ivan.type('/action unlock reason:x')).message())).toMatch(/^You are paused/);
  const unlocking = await ask('ada', '/action unlock reason:x');
  const environment = { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' };
  await runConsole(['action', 'unlock', '-y', '--reason', 'called him'], environment);
  await lockSteward(discord, 'ada', hacked);
  await unlocking.approve('grace');

  const stale = await unlocking.shows('Out of date');
  expect(stale.embeds[0]?.title).toBe('Out of date: unlock Steward');
  expect(sentenceOf(stale)).toMatch(/^What action \d+ would do has changed since the request\./);
  expect((await client.query('select locked_by_name from steward.lock')).rows).toEqual([
    { locked_by_name: 'ada' },
  ]);
});
