import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { deleteReportNote, noteReport } from '../../../src/operations/reports/report-notes.ts';
import {
  dismissReports,
  reopenReports,
  resolveReports,
} from '../../../src/operations/reports/set-report-state.ts';
import { undo } from '../../../src/operations/undo/undo.ts';
import { runConsole } from '../../support/console.ts';
import { pristineDatabase } from '../../support/database.ts';
import { linkedTo, performOn, tester } from '../../support/perform.ts';
import { statementsDuring } from '../../support/statements.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };

/** Two of the open reports about frank: by gina with two posts, and by lain. */
const byGina = 'BCux8pqwkPlJvp1zyy';
const byLain = 'BCux8w8BPF7BP18qgK';
const uuidOfByGina = '000001a2-23c2-a15d-08df-cb3db19c0000';

const dataOf = async (client: Client, id = uuidOfByGina) =>
  (await client.query('select data from activities where id = $1', [id])).rows[0].data;

const resolution = (report: string) => ({ ...request, operation: resolveReports, args: { report } });

test('an undo restores the state of a report, and the texts of posts that Akkoma removes with it', async () => {
  const { url, client } = await pristineDatabase('3.21 moderation');
  const { perform } = performOn(url);
  const before = await dataOf(client);
  const { actionId } = await perform(resolution(byGina));
  expect((await dataOf(client)).object.slice(1).every((each: unknown) => typeof each === 'string')).toBe(
    true,
  );

  const { outcome, plan } = await perform({ ...request, operation: undo, args: { action: actionId } });

  expect(outcome).toMatchObject({ restored: { reports: 1 }, skipped: 0 });
  expect(plan.counts).toEqual({ restored_reports: 1 });
  expect(await dataOf(client)).toEqual(before);
});

test('an undo leaves the reports alone that the web interface has changed since, and names them', async () => {
  const { url, client } = await pristineDatabase('3.21 moderation');
  const { perform } = performOn(url);
  const { actionId } = await perform(resolution(`${byGina}, ${byLain}`));
  await client.query(`update activities set data = data || '{"state": "closed"}' where id = $1`, [
    uuidOfByGina,
  ]);
  const after = await dataOf(client);

  const { outcome } = await perform({ ...request, operation: undo, args: { action: actionId } });

  expect(outcome).toMatchObject({
    restored: { reports: 1 },
    skipped: 1,
    samples: [`report ${byGina} was changed since`],
  });
  expect(await dataOf(client)).toEqual(after);
});

test('a report that was opened again tells that its texts are lost, and how to restore them', async () => {
  const { url } = await pristineDatabase('3.21 moderation');
  const { perform } = performOn(url);
  await perform(resolution(byGina));

  const { plan } = await perform({ ...request, operation: reopenReports, args: { report: byGina } });

  expect(JSON.stringify(plan.warnings)).toContain('no longer has the reported text');
});

test('a report whose reporter is gone is dismissed, and the log of Akkoma leaves the reporter out', async () => {
  const { url, client } = await pristineDatabase('3.21 moderation');
  await client.query(`update activities set actor = 'https://social.test/users/nobody' where id = $1`, [
    uuidOfByGina,
  ]);
  const caller = await linkedTo(client, 'ada');
  const { perform } = performOn(url, { MODERATION_LOG: 'true' });

  await perform({ ...request, caller, operation: dismissReports, args: { report: byGina } });

  expect(await dataOf(client)).toMatchObject({ state: 'closed' });
  const { rows } = await client.query(`select data from moderation_log order by id desc limit 1`);
  expect(rows[0].data).toEqual({
    actor: expect.anything(),
    action: 'report_update',
    message: `@ada updated report #${byGina} with 'closed' state`,
    subject: { id: byGina, type: 'report', state: 'closed' },
  });
});

test('an action is out of date once somebody else has changed one of its reports', async () => {
  const { url, client } = await pristineDatabase('3.21 moderation');
  const { perform } = performOn(url);
  const racing = {
    ...resolveReports,
    plan: async (...given: Parameters<typeof resolveReports.plan>) => {
      const plan = await resolveReports.plan(...given);
      await client.query(`update activities set data = data || '{"state": "closed"}' where id = $1`, [
        uuidOfByGina,
      ]);
      return plan;
    },
  };

  await expect(
    perform({ ...request, operation: racing, args: { report: `${byGina} ${byLain}` } }),
  ).rejects.toThrow('A report about frank was just changed by someone else. Nothing was changed. Try again.');
  expect(await dataOf(client)).toMatchObject({ state: 'closed' });
});

test('resolving takes as many statements for one report as for 300', async () => {
  const counts: number[] = [];
  for (const size of [1, 300]) {
    const { url, client } = await pristineDatabase('3.21 moderation');
    await client.query(
      `insert into activities (id, data, actor, local, recipients, inserted_at, updated_at)
       select gen_random_uuid(), data || jsonb_build_object('id', 'https://social.test/activities/' || n,
         'object', jsonb_build_array('https://social.test/users/bob') || (data -> 'object')), actor, local, recipients, inserted_at, updated_at
       from activities, generate_series(1, $2::integer) n where id = $1`,
      [uuidOfByGina, size],
    );
    const { perform } = performOn(url);
    counts.push(
      await statementsDuring(() =>
        perform({ ...request, operation: resolveReports, args: { all_of: 'bob' } }),
      ),
    );
  }

  expect(counts[0]).toBeGreaterThan(5);
  expect(counts[1]).toBe(counts[0]);
});

test('a note is restored with its author, and an added one is deleted, by an undo', async () => {
  const { url, client } = await pristineDatabase('3.21 moderation');
  const caller = await linkedTo(client, 'ada');
  const { perform } = performOn(url);
  const notes = async () =>
    (await client.query('select id, user_id, content from report_notes order by id')).rows;
  const before = await notes();
  const added = await perform({
    ...request,
    caller,
    operation: noteReport,
    args: { report: byGina, text: 'x' },
  });
  const deleted = await perform({ ...request, operation: deleteReportNote, args: { note: 1 } });
  expect((await notes()).map(({ content }) => content)).toEqual(['warned', 'x']);

  const undone = await perform({ ...request, operation: undo, args: { action: deleted.actionId } });
  const undoneToo = await perform({ ...request, operation: undo, args: { action: added.actionId } });

  expect(undone.outcome).toMatchObject({ restored: { report_notes: 1 } });
  expect(undoneToo.outcome).toMatchObject({ restored: { report_notes_deleted: 1 } });
  expect(await notes()).toEqual(before);
});

test('the e-mail address and the reason for registration in a report are kept for undo, and shown nowhere', async () => {
  const { url, client } = await pristineDatabase('3.21 moderation');
  await client.query(
    `update activities set data = jsonb_set(data, '{object,1,actor,registration_reason}', '"to meet friends"') where id = $1`,
    [uuidOfByGina],
  );
  const secret = /frank@social\.example|to meet friends/;
  const run = async (...words: string[]) => {
    const { exit, out, err } = await runConsole(words, {
      DATABASE_URL: url,
      INSTANCE_URL: 'https://social.test',
    });
    return { exit, said: out + err };
  };

  const said = [
    await run('report', 'list', '--state', 'all', '--json'),
    await run('report', 'show', byGina),
    await run('report', 'show', byGina, '--json'),
    await run('report', 'resolve', '--report', byGina, '--json'),
    await run('action', 'show', '1', '--json'),
    await run('action', 'undo', '1', '--json'),
    await run('action', 'show', '2', '--json'),
    await run('audit', 'export'),
  ];

  expect(said.map(({ exit }) => exit)).toEqual(said.map(() => 0));
  expect(said.filter((each) => secret.test(each.said))).toEqual([]);
  const { rows } = await client.query(`
    select
      (select string_agg(change::text, '') from steward.changes change) as changes,
      (select string_agg(action::text, '') from steward.actions action) as actions,
      (select string_agg(entry::text, '') from steward.audit_log entry) as audit`);
  expect(rows[0].changes).toMatch(secret);
  expect(`${rows[0].actions}${rows[0].audit}`).not.toMatch(secret);
  expect(JSON.stringify(await dataOf(client))).toMatch(secret);
});
