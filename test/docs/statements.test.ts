import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runConsole } from '../support/console.ts';
import { ownDatabase, pristineDatabase } from '../support/database.ts';
import { blocksOf } from './blocks.ts';

const statements = ['docs/operations.md', 'docs/security.md'].flatMap((file) =>
  blocksOf(readFileSync(file, 'utf8'), 'sql').map((statement) => ({ file, statement })),
);

test.for(statements)(
  '$file: PostgreSQL accepts each statement that it shows: $statement',
  async ({ statement }) => {
    const { client } = await pristineDatabase();
    await client.query('begin');
    const { rows } = await client.query(`select from pg_roles where rolname = 'steward'`);
    if (rows.length === 0) await client.query('create role steward login');

    await expect(client.query(statement)).resolves.toBeDefined();

    await client.query('rollback');
  },
);

test('after a restore, no action gets a number that a card in Discord may have', async () => {
  const { url, client } = await ownDatabase();
  const restart = statements.find(({ statement }) => statement.includes('restart with'))?.statement ?? '';
  await client.query(restart);

  const tagged = await runConsole(['user', 'tag', 'lain', 'x', '--json'], {
    DATABASE_URL: url,
    INSTANCE_URL: 'https://social.test',
  });

  expect(JSON.parse(tagged.out)).toMatchObject({ action: Number(/\d+/.exec(restart)?.[0]) });
});
