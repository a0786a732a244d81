import { expect, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { akkomaReleases } from '../../sandbox/database/releases.ts';
import { readMisfits, readShapes } from '../../src/akkoma/schema/known-tables.ts';
import { connect } from '../../src/database/connection/connection.ts';
import { databaseOf } from '../support/database.ts';

const database = databaseOf(akkomaReleases.at(-1) ?? '3.21');

test('the newest release’s tables match the recorded ones; "npm test -- -u" records them again', async () => {
  const orm = connect(database.url, 'steward-test');
  try {
    const written = Object.entries(catalogue.grants)
      .filter(([, grant]) => grant.insert.length + grant.update.length > 0 || grant.delete)
      .map(([table]) => table);
    const shapes = await readShapes(orm.em.fork(), written);

    await expect(`${JSON.stringify(shapes, null, 2)}\n`).toMatchFileSnapshot(
      '../../src/akkoma/schema/known-tables.json',
    );
    expect(await readMisfits(orm.em.fork())).toEqual({});
  } finally {
    await orm.close();
  }
});
