import { describe, expect, test } from 'vitest';
import { runConsole } from '../support/console.ts';
import { databaseOf, pristineDatabase } from '../support/database.ts';

test('help says what a search finds', async () => {
  const { out } = await runConsole(['help', 'user', 'search'], {});

  expect(out).toContain(
    'Domain, or start of a nickname or of a word in a name; for admins also of an e-mail address\n',
  );
});

describe.each(['3.13.2', '3.21'] as const)('on %s a search finds what its help says', (release) => {
  const database = databaseOf(release);

  test.for([
    ['the start of a nickname', 'la', 'lain'],
    ['a domain', 'friendly.example', 'friend1@friendly.example'],
    ['the start of a word in a name', 'appleb', 'lain'],
    ['the start of an e-mail address', 'cyberia@', 'lain'],
  ] as const)('%s', async ([, sought, found]) => {
    await database.client.query(
      `update users set name = 'Iwakura Appleby', email = 'cyberia@mail.example' where nickname = 'lain'`,
    );

    const { out } = await runConsole(['user', 'search', sought], {
      DATABASE_URL: database.url,
      INSTANCE_URL: 'https://social.test',
    });

    expect(out.split('\n').map((row) => row.split('\t')[0])).toContain(found);
  });

  test('nothing by the middle of a nickname or an e-mail address', async () => {
    for (const middle of ['ain', 'mail.exam']) {
      const { err } = await runConsole(['user', 'search', middle], {
        DATABASE_URL: database.url,
        INSTANCE_URL: 'https://social.test',
      });
      expect({ middle, err }).toEqual({ middle, err: 'No matching accounts.\n' });
    }
  });
});

test('an account that approves its followers is not called locked, as if Steward had locked it', async () => {
  const { url } = await pristineDatabase();
  const environment = { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' };
  const words = 'approves followers by hand';

  const list = await runConsole(['user', 'list'], environment);
  const search = await runConsole(['user', 'search', 'carol'], environment);
  const show = await runConsole(['user', 'show', 'carol'], environment);
  const set = await runConsole(['user', 'set', 'carol', '--no-locked', '--yes'], environment);

  expect(list.out).toMatch(new RegExp(`^carol\\tactive\\t\\t${words}$`, 'm'));
  expect(search.out).toMatch(new RegExp(`^carol\\tactive\\t\\t${words}\\tlocal$`, 'm'));
  expect(show.out).toContain(`local, active, ${words}.`);
  expect(set.out).toContain('Made carol accept followers automatically.');
  expect(`${list.out}${search.out}${show.out}${set.out}`).not.toMatch(/lock/);
});
