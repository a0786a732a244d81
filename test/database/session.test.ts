import { expect, test } from 'vitest';
import { tag } from '../../src/operations/index.ts';
import { ownDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';

test.for(['repeatable read', 'serializable'])(
  'acts at the same time all succeed, though the database’s own isolation is %s',
  async (isolation) => {
    const { url, client } = await ownDatabase();
    await client.query(
      `do $$ begin
         execute format('alter database %I set default_transaction_isolation = ''${isolation}''', current_database());
       end $$`,
    );
    const { perform, ready } = performOn(url);
    await ready();

    await Promise.all(
      Array.from({ length: 12 }, (_, place) =>
        perform({
          operation: tag,
          args: { nickname: 'lain', tags: [`tag${place}`] },
          reason: null,
          caller: tester,
          interactionId: null,
          secret: null,
        }),
      ),
    );

    const { rows } = await client.query(
      `select count(*)::integer as tags from users, unnest(tags) as tag where nickname = 'lain' and tag like 'tag%'`,
    );
    expect(rows).toEqual([{ tags: 12 }]);
  },
);
