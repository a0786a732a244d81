import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { databaseOf } from '../../support/database.ts';
import { waitingMails } from '../../support/mails.ts';
import { linkedTo, performOn } from '../../support/perform.ts';
import { expectChanges, type Recording, recording } from '../../support/recording.ts';
import { runAll, type Typed } from '../../support/run-all.ts';
import { type Changes, changesBetween, type Row, snapshot } from '../../support/snapshot.ts';
import { withJobsOf316 } from '../../support/with-jobs-of-316.ts';

/** How a recorded call of the Admin API is replayed where the command does not do the same. */
interface Play {
  /** What the answer says where the command refuses. */
  readonly refused?: RegExp;
  /** Adjusts the rows for a decision (docs/akkoma/README.md). */
  adjust?(recorded: Changes): Changes;
}

const nothing = (): Changes => ({});

const unchanged = (recorded: Changes): Changes => recorded;

/** Ours leaves out of the moderation log what it did not change. */
const loggedOnly =
  (nickname: string) =>
  ({ moderation_log: log, ...others }: Changes): Changes => ({
    ...others,
    moderation_log: { inserted: (log?.inserted ?? []).map((entry) => about(entry, nickname)) },
  });

function about(entry: Row, nickname: string): Row {
  const { message, subject, ...data } = Object(entry.data);
  return {
    ...entry,
    data: {
      ...data,
      message: String(message).replace(/: @.*$/, `: @${nickname}`),
      subject: subject.filter((each: { nickname: string }) => each.nickname === nickname),
    },
  };
}

const plays: Readonly<Record<string, Play>> = {
  'approve-and-confirm-quinn': {},
  'approve-approved': { refused: /^lain is already approved\.$/, adjust: nothing },
  'approve-autofollow': {},
  'approve-missing': { refused: /^No account nobody\./ },
  'approve-penny': {},
  'approve-penny-setting-off': {},
  'approve-remote-and-local': { adjust: loggedOnly('penny') },
  'approve-two': {},
  'approve-unconfirmed-quinn': {},
  'approve-welcome-email': {},
  'approve-welcome-message': { refused: /welcome message as a direct message/, adjust: nothing },
  'confirm-unapproved-quinn': {},
  'reject-deactivated-penny': {
    adjust: () => deactivatedBefore(recording('reject-unapproved-penny').changes),
  },
  'reject-missing': { refused: /^No account nobody\./, adjust: nothing },
  'reject-unapproved-penny': {},
  'reject-unapproved-penny-and-job': {
    adjust: () => recording('reject-unapproved-penny').changes,
  },
  'reject-unconfirmed-rory': {
    refused: /^rory is already approved\. To delete it, use "user rm"\.$/,
    adjust: nothing,
  },
};

/** Ours deletes a deactivated account, too: only the mark of an active one does not change. */
function deactivatedBefore(recorded: Changes): Changes {
  const updated = (recorded.users?.updated ?? []).map(({ key, set: { is_active: _, ...set } }) => ({
    key,
    set,
  }));
  return { ...recorded, users: { ...recorded.users, updated } };
}

/** The command that does what a call of the Admin API does. The rest of a recording is what the server's job does. */
function commandsOf({ api, body }: Pick<Recording, 'api' | 'body'>): Typed[] {
  const accounts = [body?.nicknames ?? []].flat().map(String);
  switch (api) {
    case 'PATCH /users/approve':
      return [['signup', 'approve', { accounts }]];
    case 'DELETE /users':
      return [['signup', 'reject', { accounts }]];
    case 'PATCH /users/confirm_email':
      return accounts.map((nickname): Typed => ['user', 'confirm', { nickname }]);
    default:
      return [];
  }
}

/** The settings of the server, as the environment of Steward has them. */
const environmentOf = ({ settings = {} }: Pick<Recording, 'settings'>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      `AKKOMA_${name.toUpperCase()}`,
      name === 'welcome_direct_message' ? 'true' : String(value),
    ]),
  );

test('every recording about a sign-up is replayed', () => {
  const names = readdirSync('test/fixtures/recordings-moderation').map((file) => file.replace('.json', ''));
  expect(Object.keys(plays).toSorted()).toEqual(
    names.filter((name) => /^(approve|reject)-|-unapproved-/.test(name)).toSorted(),
  );
});

describe.each(['3.13.2', '3.16.0'] as const)(
  'on %s, what the Admin API changed is changed exactly',
  (release) => {
    const database = databaseOf(`${release} moderation`);

    test.for(Object.entries(plays))('%s', async ([id, { refused, adjust = unchanged }]) => {
      const { url, client } = database;
      const recorded = recording(id);
      const calls = (recorded.steps as unknown as Recording[] | undefined) ?? [recorded];
      if (recorded.setup !== undefined) await client.query(recorded.setup);
      const caller = await linkedTo(client, calls[0]?.as ?? '');
      const before = await snapshot(client);
      const startedAt = new Date();

      const { perform } = performOn(url, { MODERATION_LOG: 'true', ...environmentOf(recorded) });
      const { fault } = await runAll(perform, caller, calls.flatMap(commandsOf));

      expect(fault ?? 'done').toMatch(refused ?? /^done$/);
      const expected = adjust(recorded.changes);
      const changes = changesBetween(before, await snapshot(client));
      expectChanges(changes, release === '3.16.0' ? withJobsOf316(expected) : expected, {
        startedAt,
        endedAt: new Date(),
      });
      const sent = (await waitingMails(client)).map(({ to }) => JSON.stringify(to));
      const tuples = (recorded.mails ?? [])
        .flatMap(({ to }) => to)
        .map((tuple) => JSON.stringify([{ tuple }]));
      expect(sent.toSorted()).toEqual(refused === undefined ? tuples.toSorted() : []);
    });
  },
);
