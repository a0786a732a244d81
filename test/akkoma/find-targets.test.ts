import { describe, expect, test } from 'vitest';
import { findTargets } from '../../src/akkoma/lookup/find-targets.ts';
import { databaseOf } from '../support/database.ts';
import { performOn } from '../support/perform.ts';
import { statementsDuring } from '../support/statements.ts';

describe.each(['3.13.2', '3.21'] as const)('on %s', (release) => {
  const database = databaseOf(release);

  const find = async (...typed: string[]) => {
    const { dependencies } = performOn(database.url);
    const found = await findTargets(dependencies.database.em.fork(), dependencies.instance, typed);
    return found.map(({ nickname }) => nickname);
  };

  test('accounts are found in every form that one account is found in, in order, each once', async () => {
    expect(
      await find(
        'lain',
        'SPAM1@spam.example',
        'LAIN@social.test',
        'bob',
        'https://social.test/users/carol',
        'Lain',
      ),
    ).toEqual(['lain', 'spam1@spam.example', 'bob', 'carol']);
  });

  test('any number of nicknames takes as many statements as one', async () => {
    await find('lain');
    const one = await statementsDuring(() => find('lain'));
    const many = await statementsDuring(() =>
      find('lain', 'bob', 'carol', 'heidi', 'frank', 'gina', 'spam1@spam.example', 'ada@social.test'),
    );

    expect(many).toBe(one);
  });

  test('every unknown name is told, with what was probably meant, up to five', async () => {
    await expect(find('lain', 'lian', 'bobb')).rejects.toThrow(
      /^No account lian\. Did you mean lain\? No account bobb\. Did you mean bob\?$/,
    );
    await expect(find(...Array.from({ length: 9 }, (_, n) => `nobody${n}`))).rejects.toThrow(
      /^(No account nobody\d\. Check the spelling\. ){5}There may be more\.$/,
    );
  });

  test('an internal account, a removed one and an ambiguous name are refused', async () => {
    const { client } = database;
    await client.query(
      `update users set name = null, email = null, bio = '', last_digest_emailed_at = null, is_active = false where nickname = 'gina'`,
    );

    await expect(find('lain', 'internal.fetch')).rejects.toThrow(/internal\.fetch is an internal account/);
    await expect(find('lain', 'gina')).rejects.toThrow(/^gina has been deleted/);
  });
});
