import { describe, expect, test } from 'vitest';
import { runConsole } from '../support/console.ts';
import { databaseOf } from '../support/database.ts';

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
