import { expect, test } from 'vitest';
import { akkomaReleases } from '../../sandbox/database/releases.ts';
import { misfitsOf, readShapes } from '../../src/akkoma/schema/known-tables.ts';
import { connect } from '../../src/database/connection/connection.ts';
import { databaseOf } from '../support/database.ts';

const database = databaseOf(akkomaReleases.at(-1) ?? '3.21');

test('the tables of the newest release are known as they are; "npm test -- -u" writes them down anew', async () => {
  const orm = connect(database.url, 'steward-test');
  try {
    const shapes = await readShapes(orm.em.fork());

    await expect(`${JSON.stringify(shapes, null, 2)}\n`).toMatchFileSnapshot(
      '../../src/akkoma/schema/known-tables.json',
    );
    expect(await misfitsOf(shapes)).toEqual({});
  } finally {
    await orm.close();
  }
});
