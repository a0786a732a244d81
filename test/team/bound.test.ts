import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { auditLinesOf, fieldsOf, sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { heard, startTeam } from '../support/team.ts';

shareSteward();

/** Adds one more like of the account, as it can at any time. */
const like = (client: Client, nickname: string) =>
  client.query(
    `insert into activities (id, data, local, actor, recipients, inserted_at, updated_at)
     select gen_random_uuid(), jsonb_build_object('type', 'Like', 'id', u.ap_id || '/like/' || gen_random_uuid(),
       'actor', u.ap_id, 'object', 'https://elsewhere.example/objects/1', 'to', '[]'::jsonb, 'cc', '[]'::jsonb),
       true, u.ap_id, '{}', now(), now()
     from users u where nickname = $1`,
    [nickname],
  );

test('the target of a removal cannot end it by posting: the removal is done, and the card shows the difference', async () => {
  const { ask, client, stateOf } = await startTeam();
  const card = await ask('ada', '/user rm lain reason:spam');
  await like(client, 'lain');
  await client.query(
    `delete from following_relationships where follower_id = (select id from users where nickname = 'lain')`,
  );

  await card.approve('ivan');

  await expect.poll(() => stateOf(card.action)).toBe('following');
  await expect
    .poll(() => fieldsOf(card.message()))
    .toMatchObject({ 'Follows, changed since the request': '4 → 0' });
});

test('a target that has become staff in the meantime makes the action stale', async () => {
  const { ask, client, stateOf } = await startTeam();
  const card = await ask('ada', '/user rm mo reason:spam');
  await client.query(`update users set is_admin = true where nickname = 'mo'`);

  await card.approve('ivan');

  await expect.poll(() => stateOf(card.action)).toBe('stale');
});

test('an action that came to nothing because of others does not count towards the limit', async () => {
  const { ask, discord } = await startTeam({ DESTRUCTIVE_PER_HOUR: '1' });
  for (const nickname of ['bob', 'lain']) {
    const card = await ask('ada', `/user rm ${nickname} reason:x`);
    const press = await card.press('ivan', 'Deny');
    await press.answered();
    await discord.as('ivan').submit(press, { text: 'no' });
    await card.shows('Denied');
  }

  const third = await ask('ada', '/user rm gina reason:x');

  expect((await third.shows('Approval required')).embeds[0]?.title).toMatch(/: delete gina permanently$/);
});

test.for(['" "', '"\u200B"', '"\u3164\u2800"'])(
  'a reason of invisible characters (%j) counts as none',
  async (blank) => {
    const { discord, client } = await startTeam();

    const asked = await discord.as('ada').command('user rm', { nickname: 'lain', reason: JSON.parse(blank) });
    expect(await asked.answered()).toMatchObject({ kind: 'modal' });
    await discord.as('ada').submit(asked, { text: JSON.parse(blank) });
    await expect
      .poll(() => sentenceOf(discord.as('ada').messages().at(-1)))
      .toMatch(/^A destructive action needs 1 approval and a reason/);

    const { rows } = await client.query('select from steward.actions');
    expect(rows).toHaveLength(0);
  },
);

test('a denial with an invisible reason counts as one without', async () => {
  const { ask, discord, stateOf } = await startTeam();
  const card = await ask('ada', '/user rm lain reason:x');

  const press = await card.press('ivan', 'Deny');
  await press.answered();
  expect(await heard(discord.as('ivan').submit(press, { text: '\u200B ' }))).toMatch(/must not be empty/);
  const typed = await discord.as('ivan').type('/action deny 1 reason:" "');

  expect(sentenceOf(await typed.message())).toMatch(/`reason`: must not be empty/);
  expect(await stateOf(1)).toBe('proposed');
});

test('the requester’s reason is not shown as the reason of the approvers', async () => {
  const audit = { AUDIT_CHANNEL_ID: '1212742078036512798' };
  const { ask, discord, client } = await startTeam(audit);
  const card = await ask('ada', '/instance deactivate_all friendly.example reason:"they spam"');
  await card.approve('ivan');
  await card.shows('Done');

  const { rows } = await client.query(
    `select event, actor_name, reason from steward.audit_log where action_id = 1 order by id`,
  );
  expect(rows).toEqual([
    { event: 'action.proposed', actor_name: 'ada', reason: 'they spam' },
    { event: 'action.approved', actor_name: 'ivan', reason: null },
    { event: 'action.running', actor_name: 'Steward', reason: null },
    { event: 'action.done', actor_name: 'ada', reason: 'they spam' },
  ]);
  const lines = () => discord.as('ada').messages('audit').flatMap(auditLinesOf);
  await expect.poll(lines).toContainEqual(expect.stringMatching(/\*\*ivan\*\* approved/));
  expect(lines().find((line) => line.includes('**ivan** approved'))).not.toMatch(/they spam/);
});

test('a person who is timed out may neither request nor approve, and their approval no longer counts', async () => {
  const { ask, discord, stateOf } = await startTeam({ APPROVALS_DESTRUCTIVE: '1' });
  const ivan = discord.as('ivan');
  const anHour = new Date(Date.now() + 3_600_000);
  const card = await ask('ada', '/user rm lain reason:x');

  ivan.timeOut(anHour);
  expect(await heard(card.press('ivan', 'Approve'))).toMatch(/^You are timed out/);
  expect(sentenceOf(await (await ivan.type('/user list')).message())).toMatch(/^You are timed out/);
  ivan.timeOut(new Date(Date.now() - 1_000));
  expect(sentenceOf(await (await ivan.type('/user list')).message())).not.toMatch(/timed out/);
  ivan.timeOut(null);
  discord.as('ada').timeOut(anHour);
  await card.approve('ivan');

  await expect.poll(() => stateOf(1)).toBe('stale');
  discord.as('ada').timeOut(null);
});
