import fc from 'fast-check';
import { type RawBuilder, sql } from 'kysely';
import { expect, test } from 'vitest';
import { actionHash, entryHash } from '../../src/actions/audit/verify.ts';
import { connectionsTo } from '../support/connections.ts';
import { pristineDatabase } from '../support/database.ts';

/** Of each table, the name under which a hash takes its row, and both hashes of it: the migrations', and that of `audit verify`. */
const hashes = {
  'steward.audit_log': {
    row: sql.ref('entry'),
    inSchema: sql`steward.audit_entry_hash(entry)`,
    inVerify: entryHash,
  },
  'steward.actions': {
    row: sql.ref('action'),
    inSchema: sql`steward.action_hash(action)`,
    inVerify: actionHash,
  },
} as const satisfies Record<string, Readonly<Record<string, RawBuilder<unknown>>>>;

type Table = keyof typeof hashes;
type Row = Readonly<Record<string, unknown>>;

async function hasher() {
  const { url } = await pristineDatabase();
  const db = connectionsTo(url).database.em.fork().getKysely();
  /** Hashes rows in both ways. */
  return async (table: Table, rows: readonly Row[]) => {
    const { row, inSchema, inVerify } = hashes[table];
    const found = await sql<{ schema: string | null; verify: string | null }>`
      select encode(${inSchema}, 'hex') as schema, encode(${inVerify}, 'hex') as verify
      from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) with ordinality given(row, place)
      cross join lateral jsonb_populate_record(null::${sql.raw(table)}, given.row) ${row}
      order by place`.execute(db);
    return found.rows;
  };
}

const entry: Row = {
  id: 7,
  at: '2026-11-30T10:00:00.123456Z',
  event: 'action.done',
  action_id: 3,
  interaction_id: '1212740923873198131',
  actor_id: 'console:mo',
  actor_name: 'mo',
  source: 'console',
  command: 'user.rm',
  args: { nickname: 'lain' },
  reason: 'spam',
  detail: { because: 'no' },
  action_hash: '\\x00ff',
  previous_hash: '\\xc0ffee',
};

const action: Row = {
  id: 3,
  interaction_id: '1212740923873198131',
  operation: 'user.rm',
  tier: 'destructive',
  requester_id: 'console:mo',
  requester_name: 'mo',
  source: 'console',
  guild_id: '1',
  channel_id: '2',
  reason: 'spam',
  plan: { target: 'lain' },
  fingerprint: 'abc',
  votes_needed: 2,
  visibility: 'public',
  proposed_at: '2026-11-30T10:00:00.123456Z',
};

// PostgreSQL stores neither a null character nor half of a surrogate pair.
const words = fc.string({ unit: 'binary' }).map((value) => value.toWellFormed().replaceAll('\0', ''));
const anyText = fc.oneof(
  words,
  fc.constantFrom('', 'null', `'"\\`, '\r\n\t', '[hidden]', '\u202e\u200b👩‍👧'),
);
const anyJson = fc.oneof(
  fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value).replaceAll(/\\u(?:0000|d[89a-f]..)/g, ''))),
  fc.constantFrom(null, 1.0, 1e300, -0, '', [], {}, { b: 1, a: 2 }, [[null]]),
);
const anyTime = fc.constantFrom(
  '1969-12-31T23:59:59.999999Z',
  '0001-01-01T00:00:00Z',
  '4714-11-24T00:00:00Z BC',
  '9999-12-31T23:59:59.999999+14:00',
  '2026-11-30T10:00:00.000001Z',
);

/** Any value for a column, by one that the column can have. */
function anyLike(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value === 'number') return fc.integer({ min: -2_147_483_648 });
  if (typeof value === 'object') return anyJson;
  if (String(value).startsWith('\\x')) return fc.constantFrom('\\x', '\\x00', `\\x${'ab'.repeat(32)}`);
  return /^\d{4}-/.test(String(value)) ? anyTime : anyText;
}

/** Any row with the columns of this one, of which each may be null. */
const anyRow = (row: Row): fc.Arbitrary<Row> =>
  fc.record(
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, fc.option(anyLike(value), { freq: 5 })]),
    ),
  );

test.for([
  ['steward.audit_log', entry],
  ['steward.actions', action],
] as const)('for any row of %s, the schema and `audit verify` compute one hash', async ([table, row]) => {
  const hash = await hasher();

  await fc.assert(
    fc.asyncProperty(fc.array(anyRow(row), { minLength: 20, maxLength: 20 }), async (rows) => {
      for (const { schema, verify } of await hash(table, [row, ...rows])) expect(verify).toBe(schema);
    }),
    { numRuns: 20 },
  );
});

test.for([
  ['steward.audit_log', entry],
  ['steward.actions', action],
] as const)('each of these columns of %s is part of its hash, in both', async ([table, row]) => {
  const hash = await hasher();
  const changed = Object.keys(row).map((name) => ({ ...row, [name]: null }));

  const [whole, ...others] = await hash(table, [row, ...changed]);

  expect(whole?.verify).toMatch(/^[0-9a-f]{64}$/);
  for (const [index, other] of others.entries()) {
    expect(other.schema, Object.keys(row)[index]).toBe(other.verify);
    expect(other.verify, Object.keys(row)[index]).not.toBe(whole?.verify);
  }
});

test('the columns of an action that change later are not part of its hash, in both', async () => {
  const hash = await hasher();

  const later = { args: {}, state: 'done', outcome: {}, failure: 'x', message_id: '3', revision: 9 };
  const [before, after] = await hash('steward.actions', [action, { ...action, ...later }]);

  expect(after).toEqual(before);
});
