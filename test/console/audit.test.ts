import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { tamper, writeEntries } from '../support/audit-log.ts';
import { runConsole } from '../support/console.ts';
import { pristineDatabase } from '../support/database.ts';

async function logOf(entries: number) {
  const { url, client } = await pristineDatabase();
  await writeEntries(client, entries);
  const run = (...words: string[]) =>
    runConsole(words, { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' });
  return { client, run };
}

test('an unbroken log exits with 0 and prints its last hash, which can be verified later', async () => {
  const { run } = await logOf(3);

  const { exit, out } = await run('audit', 'verify');

  expect(exit).toBe(0);
  expect(out.split('\n')[0]).toBe('The audit log is intact: 3 entries.');
  // The number is said once.
  expect(out).not.toContain('Intact entries');
  const [kept = ''] = /[0-9a-f]{64}@3/.exec(out) ?? [];
  expect(await run('audit', 'verify', '--against', kept)).toMatchObject({
    exit: 0,
    out: expect.stringContaining('and the given hashes match'),
  });
});

test('a tampered log exits with 1, and the line names the first broken entry, and what to do', async () => {
  const { client, run } = await logOf(5);
  await tamper(client, `update steward.audit_log set reason = 'none' where id in (3, 4)`);

  const broken = await run('audit', 'verify');

  expect(broken).toMatchObject({ exit: 1, out: '' });
  expect(broken.err).toMatch(
    /^Entry 3 is the first faulty one of the audit log: it was altered or inserted\. .*backup/,
  );
  expect(broken.err).toMatch(/^ *Intact entries: +2$/m);
  expect(broken.err).toMatch(/Entry 3 now: +\S+ · command\.refused · user\.rm · mo · none/);
  const { exit, out } = await run('audit', 'verify', '--json');
  expect(exit).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ whole: false, entries: 2, broken: { id: 3, fault: 'altered' } });
});

test('entries cut off at the end are found by a kept hash', async () => {
  const { client, run } = await logOf(5);
  const { rows } = await client.query(
    `select encode(hash, 'hex') as hash from steward.audit_log where id = 5`,
  );
  await tamper(client, 'delete from steward.audit_log where id > 3');

  expect(await run('audit', 'verify')).toMatchObject({ exit: 0 });
  const { exit, err } = await run('audit', 'verify', '--against', `${rows[0].hash.slice(0, 8)}@5`);

  expect(exit).toBe(1);
  expect(err).toMatch(/^The audit log no longer has entry 5.*the end of the log was cut off/);
});

test('the export has one line of JSON for each entry and nothing else, and each hash can be computed from it', async () => {
  const { client, run } = await logOf(2_001);

  const { exit, out, err } = await run('audit', 'export');

  expect(exit).toBe(0);
  expect(err).toBe('2001 entries.\n');
  const entries = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(entries.map(({ id }) => id)).toEqual(Array.from({ length: 2_001 }, (_, index) => index + 1));
  const [first, second] = entries;
  expect(second).toMatchObject({ event: 'command.refused', previous_hash: first.hash, action_id: null });
  const { rows } = await client.query(
    `select jsonb_build_array(2, (extract(epoch from $1::timestamptz) * 1000000)::bigint, $2::text, null, null, $3::text,
       $4::text, $5::text, $6::text, $7::jsonb, $8::text, $9::jsonb)::text as hashed`,
    [
      second.at,
      second.event,
      second.actor_id,
      second.actor_name,
      second.source,
      second.command,
      second.args,
      second.reason,
      second.detail,
    ],
  );
  const hash = createHash('sha256')
    .update(Buffer.from(first.hash, 'hex'))
    .update(rows[0].hashed)
    .digest('hex');
  expect(second.hash).toBe(hash);
});

test('exported text cannot control a terminal, and is unchanged to a program', async () => {
  const { client, run } = await logOf(1);
  const name = 'a\u009b2J\u202e\u200b\u{e0061}';
  await client.query(
    `insert into steward.audit_log (event, actor_id, actor_name, source, command, args, reason, detail)
     values ('command.refused', 'x', $1, 'console', 'user.rm', '{}', null, '{}')`,
    [name],
  );

  const { out } = await run('audit', 'export');

  expect(out).not.toMatch(/[\u009b\u202e\u200b\u{e0061}]/u);
  expect(JSON.parse(out.trimEnd().split('\n').at(-1) ?? '').actor_name).toBe(name);
});

test('actions are listed and shown as JSON', async () => {
  const { run } = await logOf(1);
  await run('user', 'tag', 'lain', 'x', '--reason', 'a try');

  const listed = JSON.parse((await run('action', 'list', '--target', 'lain', '--json')).out);
  expect(listed).toEqual([
    expect.objectContaining({ id: 1, operation: 'user.tag', target: 'lain', state: 'done', reason: 'a try' }),
  ]);
  const shown = await run('action', 'show', '1', '--json');
  expect(JSON.parse(shown.out)).toMatchObject({
    id: 1,
    operation: 'user.tag',
    args: { nickname: 'lain', tags: ['x'] },
    outcome: { nickname: 'lain', tags: ['x'] },
    rows_changed: { users: 1 },
    history: [{ id: 2, event: 'action.done' }],
  });
});
