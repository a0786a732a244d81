import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { tamper } from '../support/audit-log.ts';
import { ownDatabase, pristineDatabase } from '../support/database.ts';
import { sentenceOf } from '../support/sentence.ts';
import { startTeam } from '../support/team.ts';

/** What an action is. It stays as it was requested. */
const fixed = {
  requester_id: `'8'`,
  requester_name: `'ivan'`,
  source: `'console'`,
  operation: `'user.tag'`,
  reason: `'nothing'`,
  plan: `'{}'`,
  fingerprint: `'x'`,
  tier: `'routine'`,
  votes_needed: '0',
  proposed_at: `now() - interval '1 day'`,
  interaction_id: `'9'`,
};

test('the role of the bot can change what comes of an action, and not who requested what, why, and the plan', async () => {
  const { url, client, ask } = await startTeam();
  await ask('ada', '/user rm bob reason:gone');
  const bot = new Client({ connectionString: url });
  await bot.connect();
  onTestFinished(() => bot.end());
  const before = (await client.query('select * from steward.actions')).rows;

  for (const [column, value] of Object.entries(fixed)) {
    await expect(bot.query(`update steward.actions set ${column} = ${value}`), column).rejects.toThrow(
      'permission denied for table actions',
    );
  }

  expect((await client.query('select * from steward.actions')).rows).toEqual(before);
  await bot.query(`update steward.actions set mention = mention`);
});

test.for(Object.entries(fixed))(
  'audit verify finds an action whose %s the owner has changed, and the entry that it no longer fits',
  async ([column, value]) => {
    const { client, ask, discord } = await startTeam({}, await pristineDatabase());
    const verified = async () => (await discord.as('ada').type('/audit verify')).message();
    const card = await ask('ada', '/instance deactivate_all spam.example reason:spam');
    await card.approve('ivan');
    await card.shows('Done');
    expect(sentenceOf(await verified())).toMatch(/^The audit log is intact: /);

    await tamper(client, `update steward.actions set ${column} = ${value}`);

    expect(sentenceOf(await verified())).toMatch(
      /^Action 1 was altered: it no longer has the requester, the reason or the plan that it had at entry 1 of the audit log\./,
    );
  },
);

test('the hash of an action cannot be taken out of an entry, and entries of before stay intact without one', async () => {
  const { client, ask, discord } = await startTeam({}, await ownDatabase());
  const verified = async () => (await discord.as('ada').type('/audit verify')).message();
  await ask('ada', '/user rm bob reason:gone');

  await tamper(client, 'update steward.audit_log set action_hash = null');
  expect(sentenceOf(await verified())).toMatch(/^Entry 1 is the first faulty one/);

  await tamper(client, 'update steward.audit_log set hash = steward.audit_entry_hash(audit_log)');
  expect(sentenceOf(await verified())).toMatch(/^The audit log is intact: 1 entry/);
});
