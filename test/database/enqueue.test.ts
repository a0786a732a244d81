import { Client } from 'pg';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { jobKinds } from '../../src/database/rights/job-kinds.ts';
import { ownDatabase, testDatabase } from '../support/database.ts';
import { decodeTerm } from '../support/erlang-term.ts';

const database = testDatabase();

let steward: Client;
beforeAll(async () => {
  steward = new Client({ connectionString: database.url });
  await steward.connect();
  return () => steward.end();
});

const enqueue = (kind: string, jobs: readonly unknown[], delay: number | null = null) =>
  steward.query(
    `select id::integer, worker, queue, priority, max_attempts, args, state, scheduled_at::text
     from steward.enqueue($1, 5, $2, array(select jsonb_array_elements($3)))`,
    [kind, delay, JSON.stringify(jobs)],
  );

const mail = {
  op: 'email',
  to_name: 'New Bie',
  to: 'newbie@mail.example',
  from_name: 'Sociäl',
  from: 'staff@social.test',
  subject: 'Hello ☺',
  html: '<p>Hi</p>',
};

/** Arguments of each kind as Steward gives them. */
const examples: Readonly<Record<keyof typeof jobKinds, Readonly<Record<string, unknown>>>> = {
  addToIndex: { op: 'add_to_index', activity: 'B0' },
  removeFromIndex: { op: 'remove_from_index', object: 7 },
  mail,
  publish: { op: 'publish', activity_id: 'B0', object_data: null },
  publishDelete: { op: 'publish', activity_id: 'B0', object_data: '{"id":"x"}' },
  cleanUpAttachments: { op: 'cleanup_attachments', object: { data: { attachment: [] } } },
  cleanUpAttachmentsLater: {
    op: 'cleanup_attachments',
    actor: 'https://social.test/users/bob',
    attachments: [{}],
  },
  deleteUser: { op: 'delete_user', user_id: 'B0' },
  activation: { op: 'user_activation', user_id: 'B0', status: true },
};
const kinds = Object.entries(examples);

test.for(kinds)(
  'jobs of the kind %s are inserted in order, with the worker and queue of that kind',
  async ([kind, args]) => {
    const { worker, queue, priority } = jobKinds[kind as keyof typeof jobKinds];

    const { rows } = await enqueue(kind, [args, args]);

    const [first, second] = rows;
    expect(first).toMatchObject({ worker, queue, priority, max_attempts: 5, state: 'available' });
    expect(second.id).toBe(first.id + 1);
    expect(first.args.op).toBe(args.op);
    const { rows: stored } = await database.client.query(
      `select id::integer, worker, queue, priority, max_attempts, args, state::text, scheduled_at::text from oban_jobs where id = any($1) order by id`,
      [[first.id, second.id]],
    );
    expect(stored).toEqual(rows);
    if (kind !== 'mail') expect(first.args).toEqual(args);
  },
);

test('a job with a delay is scheduled', async () => {
  const { rows } = await enqueue('deleteUser', [examples.deleteUser], 3600);

  expect(rows).toMatchObject([{ state: 'scheduled' }]);
  const { rows: later } = await database.client.query(
    `select scheduled_at - inserted_at = interval '1 hour' as hour from oban_jobs where id = $1`,
    [rows[0].id],
  );
  expect(later).toEqual([{ hour: true }]);
});

test('no jobs are no rows', async () => {
  expect((await enqueue('publish', [])).rows).toEqual([]);
});

describe('a mail', () => {
  const termOf = async (fields: object): Promise<Buffer> => {
    const { rows } = await enqueue('mail', [fields]);
    expect(rows[0].args).toEqual({ op: 'email', config: [], encoded_email: expect.any(String) });
    expect(rows[0].args.encoded_email).toMatch(/^[A-Za-z0-9+/]+={0,2}$/);
    return Buffer.from(rows[0].args.encoded_email, 'base64');
  };

  test('is the map of fourteen entries that the server’s mailer reads', async () => {
    const empty = { struct: {} };
    const nil = { atom: 'nil' };
    expect(decodeTerm(await termOf(mail))).toEqual({
      struct: {
        __struct__: { atom: 'Elixir.Swoosh.Email' },
        subject: 'Hello ☺',
        from: { tuple: ['Sociäl', 'staff@social.test'] },
        to: [{ tuple: ['New Bie', 'newbie@mail.example'] }],
        cc: [],
        bcc: [],
        reply_to: nil,
        html_body: '<p>Hi</p>',
        text_body: nil,
        attachments: [],
        headers: empty,
        private: empty,
        assigns: empty,
        provider_options: empty,
      },
    });
  });

  test('is encoded in the external term format', async () => {
    const term = await termOf({ ...mail, to_name: '', to: 'a@b', subject: 'é', html: '' });
    const bytes = term.toString('latin1');

    expect(bytes.slice(0, 6)).toBe('\x83t\x00\x00\x00\x0e');
    expect(bytes).toContain('\x0a__struct__w\x13Elixir.Swoosh.Email');
    // The length of a binary counts bytes: `é` has two.
    expect(bytes).toContain('\x07subjectm\x00\x00\x00\x02\xc3\xa9');
    // An addressee without a name has an empty name; the list ends with the empty list.
    expect(bytes).toContain('\x02tol\x00\x00\x00\x01h\x02m\x00\x00\x00\x00m\x00\x00\x00\x03a@bj');
    expect(bytes).toContain('\x02ccj');
    expect(bytes).toContain('\x07headerst\x00\x00\x00\x00');
    expect(bytes).toContain('\x08reply_tow\x03nil');
  });

  test('is the same whatever the session sets', async () => {
    const term = await termOf(mail);
    await steward.query('set standard_conforming_strings = off; set bytea_output = escape');
    onTestFinished(() => steward.query('reset all').then(() => undefined));

    expect(await termOf(mail)).toEqual(term);
  });

  test('whose text looks like a term stays text', async () => {
    const text = 'é\u0083w\u0004evil\nj';

    expect(decodeTerm(await termOf({ ...mail, subject: text, html: text.repeat(5_000) }))).toMatchObject({
      struct: { subject: text, html_body: text.repeat(5_000) },
    });
  });
});

const foreign: readonly (readonly [why: string, kind: string, args: unknown])[] = [
  ['a worker that Steward does not use', 'Pleroma.Workers.WebPusherWorker', { op: 'web_push' }],
  ['no kind', '', {}],
  ['a term of the caller’s own', 'mail', { op: 'email', config: [], encoded_email: 'g2o=' }],
  ['a term beside the fields', 'mail', { ...mail, encoded_email: 'g2o=' }],
  ['another mailer', 'mail', { ...mail, config: [['adapter', 'x']] }],
  ['a field that is no text', 'mail', { ...mail, html: { raw: 'g2o=' } }],
  ['a lacking field', 'mail', { ...mail, html: undefined }],
  ['a list instead of the arguments', 'deleteUser', [examples.deleteUser]],
  ['null', 'deleteUser', null],
  ['text', 'deleteUser', 'delete_user'],
];

test.for([
  ...foreign,
  ...kinds.flatMap(([kind, args]) => [
    ['another op', kind, { ...args, op: 'force_password_reset' }] as const,
    ['a list of ops', kind, { ...args, op: [args.op] }] as const,
    ['another argument', kind, { ...args, more: 1 }] as const,
  ]),
])('jobs other than those that Steward uses are refused: %s, %s', async ([, kind, args]) => {
  const before = await database.client.query('select count(*) from oban_jobs');

  await expect(enqueue(kind, [examples[kind as keyof typeof examples] ?? args, args])).rejects.toThrow(
    /^Steward does not enqueue|^The arguments are not those|^cannot delete from/,
  );

  expect((await database.client.query('select count(*) from oban_jobs')).rows).toEqual(before.rows);
});

const denied = { code: '42501' };

test.for([
  `insert into oban_jobs (worker, queue, args, max_attempts) values ('Pleroma.Workers.BackgroundWorker', 'background', '{}', 1)`,
  `insert into oban_jobs (args) values ('{}')`,
  `update oban_jobs set args = '{}'`,
  `update oban_jobs set worker = 'Pleroma.Workers.MailerWorker'`,
  `update oban_jobs set state = 'available'`,
  'set role steward_enqueue',
  'grant steward_enqueue to current_user',
  'alter function steward.enqueue(text, integer, double precision, jsonb[]) security invoker',
  'create or replace function steward.enqueue(kind text) returns void language sql as $$ select null::void $$',
])('no job can be inserted or altered past the function: %s', async (statement) => {
  await expect(steward.query(statement)).rejects.toMatchObject(denied);
});

test('the role that inserts jobs cannot log in, has no member, and has no other right in the schemas', async () => {
  const { rows } = await database.client.query(`
    select rolcanlogin, rolsuper, rolcreaterole, rolbypassrls,
      (select count(*)::integer from pg_auth_members where roleid = role.oid or member = role.oid) as memberships,
      (select array_agg(relname || ' ' || privilege order by relname, privilege)
        from pg_class, unnest(array['select', 'insert', 'update', 'delete']) as privilege
        where relnamespace::regnamespace::text in ('public', 'steward', 'steward_jobs') and relkind in ('r', 'p')
          and case privilege when 'delete' then has_table_privilege(role.oid, pg_class.oid, privilege)
            else has_any_column_privilege(role.oid, pg_class.oid, privilege) end) as rights,
      has_schema_privilege(role.oid, 'steward', 'create') as creates
    from pg_roles role where rolname = 'steward_enqueue'`);

  expect(rows).toEqual([
    {
      rolcanlogin: false,
      rolsuper: false,
      rolcreaterole: false,
      rolbypassrls: false,
      memberships: 0,
      rights: ['oban_jobs insert', 'oban_jobs select'],
      creates: false,
    },
  ]);
});

test('the function can be called by the role alone that was granted it', async () => {
  const { client } = await ownDatabase();
  const role = `stranger_${process.pid}_${Math.random().toString(36).slice(2)}`;
  await client.query(`create role ${role}; grant usage on schema steward to ${role}`);
  onTestFinished(() =>
    client.query(`reset role; drop owned by ${role}; drop role ${role}`).then(() => undefined),
  );
  await client.query(`set role ${role}`);

  await expect(client.query(`select * from steward.enqueue('publish', 1, null, '{}')`)).rejects.toMatchObject(
    denied,
  );
});
