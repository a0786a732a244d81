import { expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { ownDatabase } from '../support/database.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { cardOf, heard, startTeam, whispered } from '../support/team.ts';

shareSteward();

const spam = '/instance deactivate_all spam.example reason:spam';

test('proposed, approved, running, done: another admin approves, and the action is done once', async () => {
  const { discord, ask, client, eventsOf } = await startTeam();

  const card = await ask('ada', spam);
  const message = await card.shows('Approval required');
  expect(message.embeds[0]?.title).toBe('Approval required: deactivate 21 accounts of spam.example');
  expect(sentenceOf(message)).toMatch(/^Requested by <@\d+>, who can cancel it\.$/);
  expect(fieldsOf(message)).toMatchObject({
    Command: expect.stringContaining('deactivate'),
    Reason: 'spam',
    'Would change': expect.stringMatching(/^accounts deactivated: 21 · /),
    Approvals: `0 of 1 · from <@&${discord.guild.roles.admin.id}>, but not the requester. The last approval runs it; one denial ends the request.`,
    Expires: expect.stringMatching(/^<t:\d+:R>$/),
  });
  expect(fieldsOf(message)).not.toHaveProperty('History');
  await card.approve('ivan');

  const done = await card.shows('Done');
  expect(sentenceOf(done)).toMatch(/^Deactivated 21 accounts/);
  expect(fieldsOf(done).History).toMatch(/requested it.*\n.*approved it.*\n.*done/);
  expect(await eventsOf(card.action)).toEqual([
    'action.proposed',
    'action.approved',
    'action.running',
    'action.done',
  ]);
  const { rows } = await client.query(
    `select count(*)::integer from users where nickname like '%@spam.example' and is_active`,
  );
  expect(rows).toEqual([{ count: 0 }]);
});

test('with two votes needed one is not enough, and nobody votes twice, nor for themselves', async () => {
  const { ask, stateOf } = await startTeam({ APPROVALS_DESTRUCTIVE: '2', APPROVER_ROLE_IDS: '' });
  const card = await ask('ada', spam);

  const own = await card.press('ada', 'Approve');
  await expect
    .poll(() => whispered(own))
    .toEqual([expect.stringMatching(/^You requested action 1 yourself/)]);
  await card.approve('ivan');
  await expect.poll(() => fieldsOf(card.message()).Approvals).toMatch(/^1 of 2: <@\d+> · from /);
  const again = await card.press('ivan', 'Approve');

  await expect.poll(() => whispered(again)).toEqual([expect.stringMatching(/^You already approved/)]);
  expect(await stateOf(card.action)).toBe('proposed');
});

test('proposed, denied: one denial, with its reason, ends the action', async () => {
  const { discord, ask, eventsOf, client } = await startTeam();
  const card = await ask('ada', '/user rm lain reason:"asked for it"');

  const press = await card.press('ivan', 'Deny');
  expect(await press.answered()).toMatchObject({
    kind: 'modal',
    modal: { title: 'Deny: delete lain permanently' },
  });
  await discord.as('ivan').submit(press, { text: 'that was *not* lain' });

  const denied = await card.shows('Denied');
  expect(sentenceOf(denied)).toMatch(/^Denied by <@\d+>\. Nothing was changed\.$/);
  expect(fieldsOf(denied)['Reason for denial']).toBe('that was \\*not\\* lain');
  expect(denied.components).toEqual([]);
  expect(await eventsOf(card.action)).toEqual(['action.proposed', 'action.denied']);
  const { rows } = await client.query('select vote, reason, voter_name from steward.votes');
  expect(rows).toEqual([{ vote: 'deny', reason: 'that was *not* lain', voter_name: 'ivan' }]);
});

test('proposed, cancelled: only the requester can cancel', async () => {
  const { ask, eventsOf } = await startTeam();
  const card = await ask('ada', '/user rm lain reason:x');

  const foreign = await card.press('ivan', 'Cancel request');
  await expect.poll(() => whispered(foreign)).toEqual([expect.stringMatching(/^Only the requester\b/)]);
  await card.press('ada', 'Cancel request');

  await card.shows('Cancelled');
  expect(await eventsOf(card.action)).toEqual(['action.proposed', 'action.cancelled']);
});

test('proposed, expired: without votes the action expires, and can be requested again', async () => {
  const { ask, eventsOf, client, discord } = await startTeam({ VOTE_WITHIN: '1s' });
  const card = await ask('ada', '/user rm lain reason:x');

  const expired = await card.shows('Expired');
  expect(sentenceOf(expired)).toBe('Nothing was changed.');
  expect(expired.embeds[0]?.title).toBe('Expired: delete lain permanently');
  expect(await eventsOf(card.action)).toEqual(['action.proposed', 'action.expired']);
  await discord.as('ada').click(expired, buttonOf(expired, 'Request again'));

  await expect
    .poll(async () => (await client.query('select state from steward.actions where id = 2')).rows)
    .toEqual([{ state: expect.stringMatching(/proposed|expired/) }]);
});

test('approved, cancelled: an action that only its requester can run waits for them, and can be cancelled', async () => {
  const { ask, eventsOf } = await startTeam({ APPROVALS_SENSITIVE: '1' });
  const card = await ask('ada', '/user reset_password lain reason:"lost it"');

  await card.approve('ivan');
  const approved = await card.shows('Approved');
  expect(sentenceOf(approved)).toMatch(
    /^<@\d+> can now press "Run now" to create a password reset link for lain\.$/,
  );
  await card.press('ada', 'Cancel request');

  await card.shows('Cancelled');
  expect(await eventsOf(card.action)).toEqual(['action.proposed', 'action.approved', 'action.cancelled']);
});

test('approved, done: a revealed secret is shown to the requester alone, and the card has the rest', async () => {
  const { discord, ask, client } = await startTeam({ APPROVALS_SENSITIVE: '1' });
  const card = await ask('ada', '/user reset_password lain reason:"lost it"');
  await card.approve('ivan');
  await card.shows('Approved');

  const foreign = await card.press('ivan', 'Run now');
  expect(sentenceOf(await foreign.message())).toMatch(/^Only the requester\b/);
  const secret = await (await card.press('ada', 'Run now')).message();

  const { rows } = await client.query('select token from password_reset_tokens order by id desc limit 1');
  const shown = JSON.stringify(secret);
  expect(shown).toContain(encodeURIComponent(rows[0].token));
  await card.shows('Done');
  for (const who of ['ivan', 'mo', 'eve']) {
    expect(JSON.stringify(discord.as(who).messages())).not.toContain(rows[0].token.slice(0, 40));
  }
});

test('approved, expired: an action that is approved and not run in time can be requested again', async () => {
  const { ask, eventsOf, discord, client, ...team } = await startTeam({ APPROVALS_SENSITIVE: '1' });
  const card = await ask('ada', '/user reset_password lain reason:"lost it"');

  await card.approve('ivan');
  await card.shows('Approved');
  await client.query(`update steward.actions set deadline = now() - interval '1 second'`);
  expect(await heard(card.press('ada', 'Run now'))).toMatch(/^Action 1 has expired\. Nothing was changed\./);

  const expired = await card.shows('Expired');
  expect(await eventsOf(card.action)).toEqual(['action.proposed', 'action.approved', 'action.expired']);
  const told = heard(discord.as('ada').click(expired, buttonOf(expired, 'Request again')));
  expect(await told).toBe('Requested again as action 2.');
  const again = await cardOf({ ...team, discord }, client, 2);
  await again.approve('ivan');
  await again.shows('Approved');
  expect(sentenceOf(await (await again.press('ada', 'Run now')).message())).toMatch(
    /^Created a password reset link for lain\. Only you see it/,
  );
  await again.shows('Done');
  expect(JSON.stringify(again.message())).not.toContain('password_reset');
});

test('approved, stale: a change since the vote is shown, and the action is not run', async () => {
  const { ask, eventsOf, client, discord } = await startTeam();
  const card = await ask('ada', spam);
  await client.query(
    `update users set is_active = false where nickname = (
       select nickname from users where is_active and nickname like '%@spam.example' order by id limit 1)`,
  );

  await card.approve('ivan');

  const stale = await card.shows('Out of date');
  expect(stale.embeds[0]?.title).toBe('Out of date: deactivate 21 accounts of spam.example');
  expect(stale.embeds[0]?.description?.split('\n')).toEqual([
    'What action 1 would do has changed since the request. Nothing was changed.',
    expect.stringMatching(/^Only <@\d+> can request it again; it then needs new approvals\.$/),
  ]);
  expect(fieldsOf(stale)).toMatchObject({
    'Accounts deactivated': '21 → 20',
    'Differs now': 'the accounts',
    'Follows of local accounts ended': '3 → 2',
  });
  const { rows } = await client.query(`select detail from steward.audit_log where event = 'action.stale'`);
  expect(rows).toMatchObject([{ detail: { differences: ['accounts'] } }]);
  expect(await eventsOf(card.action)).toEqual([
    'action.proposed',
    'action.approved',
    'action.running',
    'action.stale',
  ]);

  await discord.as('ada').click(stale, buttonOf(stale, 'Request again'));
  await expect
    .poll(
      async () =>
        (
          await client.query(
            `select state, plan -> 'counts' ->> 'accounts_to_deactivate' as n from steward.actions where id = 2`,
          )
        ).rows,
    )
    .toEqual([{ state: 'proposed', n: '20' }]);
});

test('an action of the previous version, which named counts in words, is done as it was approved', async () => {
  const { ask, client } = await startTeam();
  const card = await ask('ada', spam);
  await client.query(`
    update steward.actions set plan = jsonb_set(plan, '{counts}',
      '{"accounts deactivated": 21, "follows of local accounts that end": 3, "local followers unsubscribed": 3}')`);

  await card.approve('ivan');

  const done = await card.shows('Done');
  expect(sentenceOf(done)).toMatch(/^Deactivated 21 accounts of spam\.example/);
  const { rows } = await client.query('select current_plan from steward.actions');
  expect(rows).toEqual([{ current_plan: null }]);
});

test('running, failed, approved, done: a failure changes nothing, and the retry keeps its votes', async () => {
  const { ask, eventsOf, client, discord } = await startTeam({}, await ownDatabase());
  await client.query(`
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
    create trigger refuse before update on users for each row execute function refuse()`);
  const card = await ask('ada', spam);

  await card.approve('ivan');
  const failed = await card.shows('Failed');
  expect(sentenceOf(failed)).toBe('Nothing was changed.');
  expect(failed.embeds[0]?.title).toBe('Failed: deactivate 21 accounts of spam.example');
  await client.query('drop trigger refuse on users');
  await discord.as('ada').click(failed, buttonOf(failed, 'Retry'));

  const done = await card.shows('Done');
  expect(fieldsOf(done).History?.replaceAll(/ ?<[@t:\dR]+> ?/g, ' ')).toBe(
    ['• requested it ', '• approved it ', '• failed ', '• retried it ', '• done '].join('\n'),
  );
  expect(await eventsOf(card.action)).toEqual([
    'action.proposed',
    'action.approved',
    'action.running',
    'action.failed',
    'action.approved',
    'action.running',
    'action.done',
  ]);
});

test('done, undone: the card names the undo, and takes no second one', async () => {
  const { discord, client, eventsOf, stateOf } = await startTeam();
  await (await discord.as('mo').type('/user deactivate lain')).message();
  const [card] = discord.as('mo').messages();
  if (card === undefined) throw new Error('No card was shown');
  expect(card.embeds[0]).toMatchObject({ title: 'Done', footer: { text: 'Action 1' } });

  const undone = await (await discord.as('mo').click(card, buttonOf(card, 'Undo'))).message();

  expect(sentenceOf(undone)).toMatch(/^Undid action 1/);
  await expect
    .poll(() => sentenceOf(discord.as('mo').messages()[0]))
    .toBe(`Undone by <@${discord.as('mo').id}> with action 2.`);
  expect(discord.as('mo').messages()[0]?.components).toEqual([]);
  expect([await stateOf(1), await stateOf(2)]).toEqual(['undone', 'done']);
  expect(await eventsOf(1)).toEqual(['action.done', 'action.undone']);
  const { rows } = await client.query(`select is_active from users where nickname = 'lain'`);
  expect(rows).toEqual([{ is_active: true }]);
});
