import { describe, expect, test } from 'vitest';
import { changeEmail } from '../../src/operations/instance/change-email.ts';
import { pristineDatabase } from '../support/database.ts';
import { keptIn } from '../support/kept.ts';
import { performOn, tester } from '../support/perform.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';
import { someoneWaits } from '../support/waiting.ts';

async function scene(environment: Readonly<Record<string, string>> = {}) {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url, environment);
  return {
    client,
    change: (nickname: string, email: string) =>
      perform({
        reason: null,
        caller: tester,
        interactionId: null,
        secret: null,
        operation: changeEmail,
        args: { nickname, email },
      }),
  };
}

describe('a change of an address', () => {
  test.for([
    ['to another', 'Lain@Wired.example', 'Lain@Wired.example'],
    ['to the same in another case', 'LAIN@social.example', 'LAIN@social.example'],
    ['to none', '', null],
  ] as const)('%s; nothing but the time changes as well', async ([, email, stored]) => {
    const { client, change } = await scene();
    const before = await snapshot(client);

    const { outcome } = await change('lain', email);

    expect(outcome).toEqual({ nickname: 'lain', removed: email === '' });
    expect(changesBetween(before, await snapshot(client))).toEqual({
      users: {
        updated: [
          {
            key: { nickname: 'lain' },
            set: {
              email: ['lain@social.example', stored],
              updated_at: [expect.any(String), expect.any(String)],
            },
          },
        ],
      },
    });
  });

  test('shows the new address to the caller, and records it neither in the audit log nor in the action', async () => {
    const { client, change } = await scene();

    const { secrets } = await change('lain', 'lain@wired.example');

    expect(secrets).toEqual({ email: 'lain@wired.example' });
    await client.query('delete from steward.changes');
    const kept = await keptIn(client);
    expect(kept).toContain('[hidden]');
    expect(kept).not.toContain('wired.example');
    expect(kept).not.toContain('lain@social.example');
  });
});

describe('an address is refused, and nothing is written', () => {
  const activation = { AKKOMA_ACCOUNT_ACTIVATION_REQUIRED: 'true' };
  const blacklist = { AKKOMA_EMAIL_BLACKLIST: 'trash.example' };

  test.for<[string, string, Readonly<Record<string, string>>, RegExp]>([
    ['that is none', 'not an address', {}, /email: must be an e-mail address, such as/],
    ['that another account has', 'BOB@social.example', {}, /Another account has this e-mail address/],
    ['that a deactivated account has', 'erin@social.example', {}, /Another account has/],
    ['that the account has', 'lain@social.example', {}, /lain already has this e-mail address/],
    ['at a blacklisted domain', 'lain@sub.trash.example', blacklist, /does not accept/],
    ['that is empty, where accounts are activated by e-mail', '', activation, /must not be empty/],
  ])('%s', async ([, email, environment, sentence]) => {
    const { client, change } = await scene(environment);
    const before = await snapshot(client);

    await expect(change('lain', email)).rejects.toThrow(sentence);

    expect(changesBetween(before, await snapshot(client))).toEqual({});
  });

  test('that is to be removed where there is none', async () => {
    const { change } = await scene();
    await change('lain', '');

    await expect(change('lain', '')).rejects.toThrow('lain has no e-mail address.');
  });

  test('that another account takes at the same moment', async () => {
    const { client, change } = await scene();
    await client.query('begin');
    await client.query(`update users set email = 'both@wired.example' where nickname = 'bob'`);

    const refused = expect(change('lain', 'Both@wired.example')).rejects.toThrow(
      'Another account has this e-mail address.',
    );
    await someoneWaits(client);
    await client.query('commit');

    await refused;
  });
});
