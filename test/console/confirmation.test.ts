import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { noMembers, openGate, openPolicy } from '../../src/actions/index.ts';
import { readConsoleConfig } from '../../src/settings/config.ts';
import { Stale } from '../../src/text/errors.ts';
import { wire } from '../../src/wiring/wire.ts';
import { pristineDatabase } from '../support/database.ts';
import { tester } from '../support/perform.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';

/** A terminal where the person reads the question, and confirms after `meanwhile` has happened. */
async function terminal(url: string, meanwhile: () => Promise<unknown>) {
  const { close, contextFor } = await wire({
    catalogue,
    members: noMembers,
    config: readConsoleConfig({ DATABASE_URL: url, INSTANCE_URL: 'https://social.test' }),
    gate: openGate,
    policy: openPolicy(100),
    log: pino({ level: 'silent' }),
    applicationName: 'steward-test',
    pageSize: Number.POSITIVE_INFINITY,
  });
  onTestFinished(close);
  return contextFor({
    caller: tester,
    interactionId: null,
    ask: async () => {
      await meanwhile();
      return true;
    },
  });
}

test('an action that is confirmed in a terminal runs only if its plan is still the one that was shown', async () => {
  const { url, client } = await pristineDatabase();
  const work = catalogue
    .find('instance', 'deactivate_all')
    ?.command.prepare({ instance: 'spam.example', include_subdomains: false, keep_followers: false });
  const context = await terminal(url, () =>
    client.query(`update users set is_active = false where nickname = (
      select nickname from users where not local and is_active and nickname like '%@spam.example' limit 1)`),
  );
  const before = await snapshot(client);

  await expect(work?.(context)).rejects.toThrow(Stale);

  const { users, ...others } = changesBetween(before, await snapshot(client));
  expect(others).toEqual({});
  expect(users?.updated).toHaveLength(1);
});

test('an action that is confirmed in a terminal runs where nothing has changed', async () => {
  const { url } = await pristineDatabase();
  const work = catalogue.find('user', 'rm')?.command.prepare({ nickname: 'lain' });

  const reply = await work?.(await terminal(url, () => Promise.resolve()));

  expect(reply).toMatchObject({ tone: 'done' });
});
