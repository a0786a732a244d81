import fc from 'fast-check';
import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { confirmAll, unconfirmAll } from '../../../src/operations/instance/confirm-all.ts';
import { set } from '../../../src/operations/instance/set.ts';
import { deactivate } from '../../../src/operations/instance/set-activation.ts';
import { deactivateAllFromInstance } from '../../../src/operations/instance/set-activation-of-instance.ts';
import { tag } from '../../../src/operations/instance/tags.ts';
import { deletePost } from '../../../src/operations/posts/delete-post.ts';
import { Conflict } from '../../../src/text/errors.ts';
import { pristineDatabase } from '../../support/database.ts';
import { changesBetween, snapshot } from '../../support/snapshot.ts';
import { doing, letJobsBegin } from './doing.ts';

type Does = ReturnType<typeof doing>['does'];

const acts: readonly ((does: Does) => Promise<number>)[] = [
  (does) => does(deactivate, { nickname: 'lain', keep_followers: false }),
  (does) => does(deactivate, { nickname: 'spam1@spam.example', keep_followers: false }),
  (does) =>
    does(deactivateAllFromInstance, {
      instance: 'friendly.example',
      include_subdomains: true,
      keep_followers: false,
    }),
  (does) => does(set, { nickname: 'lain', admin: true, locked: true, confirmed: false }),
  (does) => does(tag, { nickname: 'lain', tags: ['x'] }),
  (does) => does(confirmAll, {}),
  (does) => does(unconfirmAll, {}),
  (does) => does(deletePost, { post: 'https://social.test/objects/5616013a-79c8-4c8f-a53f-20a1692bacc8' }),
  (does) => does(deletePost, { post: 'BCj5y16kEucTa1abui' }),
  (does) => does(deletePost, { post: 'BCj5y1ZoUps72BBpDs' }),
];

const follow = (follower: string, followed: string) => `
  insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
  select f.id, l.id, 2, now(), now() from users f, users l where f.nickname = '${follower}' and l.nickname = '${followed}'
  on conflict do nothing`;

/** Changes by other people and by the server in between. */
const meanwhile = fc.subarray([
  `update users set tags = array['other']::varchar[] where nickname = 'lain'`,
  `update users set is_locked = not is_locked where nickname in ('lain', 'bob')`,
  `update users set confirmation_token = 'other' where nickname in ('kim', 'heidi')`,
  `update users set is_confirmed = not is_confirmed where nickname in ('bob', 'lain')`,
  `update users set is_active = true where nickname in ('lain', 'friend1@friendly.example')`,
  `update users set following_count = following_count + 1 where nickname in ('bob', 'ada')`,
  `update users set name = null, email = null, last_digest_emailed_at = null, bio = '', is_active = false where nickname = 'heidi'`,
  `update users set name = null, last_digest_emailed_at = null, bio = '' where nickname = 'friend1@friendly.example'`,
  `delete from following_relationships where follower_id = (select id from users where nickname = 'lain')`,
  follow('bob', 'lain'),
  follow('lain', 'friend1@friendly.example'),
  follow('bob', 'spam1@spam.example'),
  `delete from activities where data ->> 'type' = 'Undo' and actor like '%/bob'`,
  `update oban_jobs set state = 'executing', attempt = 1 where id % 2 = 0`,
  `update objects set data = data || '{"type": "Note", "likes": []}' where data ->> 'type' = 'Tombstone'`,
  `update users set note_count = note_count + 1, pinned_objects = '{"https://social.test/objects/x": "now"}'
   where nickname in ('lain', 'bob')`,
]);

/** What an undo counts, and pins, which it adds to those of today. */
const counters = ['follower_count', 'following_count', 'note_count', 'pinned_objects'];
const ignored = [...counters, 'updated_at'];

interface Change {
  readonly table_name: string;
  readonly key: Readonly<Record<string, unknown>>;
  readonly before: Record<string, unknown> | null;
  readonly after: Record<string, unknown> | null;
}

/** The changes that the action recorded, merged for each row, as an undo may restore it. */
async function recorded(client: Client, action: number): Promise<Map<string, Change>> {
  const { rows } = await client.query<Change>(
    `select table_name, key, before, after from steward.changes where action_id = $1 order by id`,
    [action],
  );
  const merged = new Map<string, Change>();
  for (const row of rows) {
    const key = nameOf(row.table_name, row.key, Object.keys(row.key));
    const earlier = merged.get(key);
    merged.set(
      key,
      earlier === undefined
        ? row
        : {
            ...row,
            before: earlier.before && { ...row.before, ...earlier.before },
            after: row.after && { ...earlier.after, ...row.after },
          },
    );
  }
  return merged;
}

/** A row by its table and its primary key. */
const nameOf = (table: string, row: Readonly<Record<string, unknown>>, primaryKey: readonly string[]) =>
  [table, ...primaryKey.toSorted().map((column) => row[column])].join(' ');

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const worlds = fc.sample(fc.record({ act: fc.constantFrom(...acts), meanwhile, begun: fc.boolean() }), {
  numRuns: 40,
  seed: 20261126,
});

test.for(worlds)(
  'an undo alters only rows that are as its action left them, after any changes of others',
  async (world) => {
    const { url, client } = await pristineDatabase();
    const { does, undoes } = doing(url);
    const action = await world.act(does);
    if (world.begun) await letJobsBegin(client);
    for (const statement of world.meanwhile) await client.query(statement);
    const before = await snapshot(client);

    const outcome = await undoes(action).catch((error: unknown) => {
      if (error instanceof Conflict) return null;
      throw error;
    });

    const after = await snapshot(client);
    if (outcome === null) expect(changesBetween(before, after)).toEqual({});
    const changes = await recorded(client, action);
    for (const [table, { rows, primaryKey }] of after) {
      for (const [key, row] of rows) {
        const was = before.get(table)?.rows.get(key);
        const name = nameOf(table, row, primaryKey);
        const change = changes.get(name);
        if (was === undefined) {
          const isAnew =
            ['activities', 'following_relationships', 'oban_jobs'].includes(table) && change === undefined;
          expect(isAnew || (change?.after === null && same(row, { ...row, ...change.before })), name).toBe(
            true,
          );
          continue;
        }
        const altered = Object.keys(row).filter(
          (column) => !ignored.includes(column) && !same(row[column], was[column]),
        );
        if (altered.length === 0) continue;
        for (const column of Object.keys(change?.after ?? {}).filter((each) => !ignored.includes(each))) {
          expect(was[column], `${name} ${column} was as the action left it`).toEqual(change?.after?.[column]);
        }
        for (const column of altered) expect(row[column]).toEqual(change?.before?.[column]);
      }
    }
    for (const [table, { rows, primaryKey }] of before) {
      for (const [key, row] of rows) {
        if (after.get(table)?.rows.has(key) !== false) continue;
        const name = nameOf(table, row, primaryKey);
        const change = changes.get(name);
        expect(change?.before, `${name} was made by the action`).toBeNull();
        if (table === 'oban_jobs') expect(row.state).toBe('available');
      }
    }
  },
);
