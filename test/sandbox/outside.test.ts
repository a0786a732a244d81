import { describe, expect, test } from 'vitest';
import {
  createOutsiders,
  fileReport,
  openRecords,
  registerAccount,
  writePost,
} from '../../sandbox/akkoma-server/index.ts';
import { differentReleases, isSince, releaseOf } from '../../sandbox/database/releases.ts';
import { fillQueues } from '../../sandbox/first-queue.ts';
import { databaseOf, ownersAddress, pristineDatabase } from '../support/database.ts';
import { waitingMails } from '../support/mails.ts';
import { expectChanges, recording } from '../support/recording.ts';
import { type Changes, changesBetween, snapshot } from '../support/snapshot.ts';
import { startSteward } from '../support/steward.ts';
import { withJobsOf316 } from '../support/with-jobs-of-316.ts';

const settings = {
  baseUrl: 'https://social.test',
  federating: true,
  cleanupAttachments: false,
  externalSearch: false,
  instanceName: 'Akkoma live test',
  notifyEmail: 'notify@social.test',
} as const;

type Records = ReturnType<typeof openRecords>;

const [cat, cats] = ['3d0c98d2-9a0f-45b7-b187-e7a7d2e6675b', '47dff57c-b47a-40fb-a951-2754212f9b8c'];
const withTwoPosts = {
  by: 'gina',
  about: 'bob',
  comment: 'this is unkind',
  posts: [
    `https://social.test/activities/${cat}`,
    `https://social.test/activities/${cats}`,
    // By somebody else: Akkoma drops it.
    'https://social.test/activities/0ddafeee-1ca0-4878-99a4-f153578056ef',
  ],
};
const signUp = { nickname: 'uma', email: 'uma@mail.example' };

/** What happens outside in each recording. */
const plays: Readonly<Record<string, (records: Records) => Promise<unknown>>> = {
  'report-two-statuses': (records) => fileReport(records, withTwoPosts),
  'report-staff-without-marker': (records) =>
    fileReport(records, { by: 'gina', about: 'frank', comment: 'x', posts: [] }),
  'incoming-flag': (records) =>
    fileReport(records, {
      by: 'friend2@friendly.example',
      about: 'bob',
      comment: 'spam from your user',
      posts: [
        'https://social.test/objects/b50f187b-2c97-499e-a22c-15d26f799467',
        'https://social.test/objects/no-such-object',
      ],
    }),
  'signup-approval': (records) => registerAccount(records, { ...signUp, reason: 'I like <b>gardens</b>' }),
  'signup-approval-no-reason': (records) => registerAccount(records, { ...signUp, reason: null }),
};

const releases = {
  '3.13.2': (recorded: Changes) => recorded,
  '3.16.0': (recorded: Changes) => withKeysOf316(withJobsOf316(recorded)),
};

describe.for(Object.entries(releases))(
  'on %s, people outside write the rows that Akkoma writes',
  ([release, adjust]) => {
    const database = databaseOf(`${release as keyof typeof releases} moderation`);

    test.for(Object.entries(plays))('%s', async ([id, play]) => {
      const { client } = database;
      const { changes, mails = [], setup } = recording(id);
      if (setup !== undefined) await client.query(setup);
      const before = await snapshot(client);
      const startedAt = new Date();

      await play(openRecords(client, { ...settings, akkoma: await releaseOf(client) }));

      const run = { startedAt, endedAt: new Date() };
      expectChanges(changesBetween(before, await snapshot(client)), adjust(changes), run);
      const sent = (await waitingMails(client)).map(({ to, subject }) => ({ to, subject }));
      expect(sent).toHaveLength(mails.length);
      expect(sent).toEqual(
        expect.arrayContaining(
          mails.map(({ to, subject }) => ({ to: to.map((tuple) => ({ tuple })), subject })),
        ),
      );
    });
  },
);

/** From 3.13.3 on the keys of an account are in a table of their own, and some columns are gone in 3.16. */
function withKeysOf316({ users, ...others }: Changes): Changes {
  if (users?.inserted === undefined) return others;
  return {
    ...others,
    users: {
      inserted: users.inserted.map(
        ({ keys: _, public_key: __, ap_enabled: ___, accepts_chat_messages: ____, ...row }) => row,
      ),
    },
    signing_keys: {
      inserted: users.inserted.map(({ id, ap_id: address }) => ({
        user_id: id,
        key_id: `${address}#main-key`,
        public_key: '<rsa public key, pem>',
        private_key: '<rsa private key, pem>',
        inserted_at: '<now>',
        updated_at: '<now>',
      })),
    },
  };
}

test.for(differentReleases)('on %s, people outside report and register', async (release) => {
  const { url, client } = await pristineDatabase(release);
  const outsiders = createOutsiders(ownersAddress(url));
  expect(await outsiders.report()).toBe('gina reported frank.');
  expect(await outsiders.register()).toBe('rosa registered.');
  const { rows } = await client.query(
    `select nickname, is_approved, registration_reason like 'My server%' as reason,
       ap_id = 'https://social.test/users/rosa' as "isNamed" from users where email = 'rosa@mail.example'`,
  );
  const isNamed = !isSince(release, '3.20');
  expect(rows).toEqual([{ nickname: 'rosa', is_approved: false, reason: true, isNamed }]);
});

test('people outside report and register as often as they are let, some about one account, some with one domain', async () => {
  const { url, client } = await pristineDatabase();
  const outsiders = createOutsiders(ownersAddress(url));
  await fillQueues(ownersAddress(url));
  const reports: string[] = [];
  const signUps: string[] = [];
  for (let time = 0; time < 8; time += 1) {
    reports.push(await outsiders.report());
    signUps.push(await outsiders.register());
  }

  expect(reports.slice(0, 2)).toEqual([
    'friend2@friendly.example reported frank.',
    'bob reported spam3@spam.example.',
  ]);
  expect([signUps[0], signUps[1], signUps[7]]).toEqual([
    'theo registered.',
    'quietowl registered.',
    'rosa2 registered.',
  ]);
  const about = `select data -> 'object' ->> 0 as about from activities where data ->> 'type' = 'Flag'`;
  const { rows } = await client.query(
    `select (select count(*)::integer from (${about}) all_of_them) as reports,
       (select max(count)::integer from (select count(*) from (${about}) each group by about) counted) as most,
       (select count(*)::integer from users where not is_approved and email like '%@promo.example') as promo`,
  );
  expect(rows).toEqual([{ reports: 12, most: 5, promo: 4 }]);
});

test('both channels have cards from the start', async () => {
  const { url } = await pristineDatabase();
  await fillQueues(ownersAddress(url));
  const { discord } = await startSteward(url, {
    environment: {
      REPORTS_CHANNEL_ID: '1212742151994593280',
      SIGNUPS_CHANNEL_ID: '1212742209796382730',
    },
  });
  const cards = (channel: string) =>
    discord
      .as('mo')
      .messages(channel)
      .map(({ embeds: [embed] }) => `${embed?.author?.name}: ${embed?.title}`)
      .toSorted();
  await expect
    .poll(() => cards('reports'))
    .toEqual([
      'frank: 2 open reports',
      'ham2@spam.example.org: 1 open report',
      'spam3@spam.example: 1 open report',
    ]);
  await expect
    .poll(() => cards('sign-ups'))
    .toEqual(['bestdeals24', 'bestdeals25', 'kim', 'rosa'].map((name) => `${name}: Awaiting approval`));
});

test('who can no longer use their account reports nothing, and the next one does', async () => {
  const { url, client } = await pristineDatabase();
  const outsiders = createOutsiders(ownersAddress(url));
  await client.query(`update users set is_active = false where nickname = 'frank'`);
  expect(await outsiders.report()).toBe('lain reported spam3@spam.example.');
  await client.query('update users set is_active = false');
  await expect(outsiders.report()).rejects.toThrow('Nobody is left');
  expect(await outsiders.register()).toBe('rosa registered.');
});

test('a wave of spam is many sign-ups and many reports about a few accounts', async () => {
  const { url, client } = await pristineDatabase();
  const outsiders = createOutsiders(ownersAddress(url));
  expect(await outsiders.spam()).toBe('60 accounts registered, and 12 accounts were reported.');
  await outsiders.spam();
  const { rows } = await client.query(
    `select count(*)::integer as reports, count(distinct data -> 'object' ->> 0)::integer as accounts,
       count(*) filter (where jsonb_typeof(data -> 'object' -> 1) = 'object')::integer as "withPost",
       (select count(*)::integer from users where nickname like 'wave%') as "signUps"
     from activities where data ->> 'type' = 'Flag'`,
  );
  expect(rows).toEqual([{ reports: 80, accounts: 12, withPost: 80, signUps: 120 }]);
});

test('a post from outside has the rows that Akkoma keeps of one', async () => {
  const { client } = await pristineDatabase('3.13.2 moderation');
  const records = openRecords(client, { ...settings, akkoma: '3.13.2' });
  const made = {
    frank: await writePost(records, 'frank', { text: 'more rude words' }, new Date()),
    spam1: await writePost(records, 'spam1@spam.example', { text: 'x', picture: 'pills' }, new Date()),
  };
  const shapeOf = async (id: string) => {
    const { rows } = await client.query(
      `select a.local, a.recipients, a.data as activity, o.data as object from activities a
       join objects o on o.data ->> 'id' = a.data ->> 'object' where a.data ->> 'id' = $1`,
      [id],
    );
    const [{ local, recipients, activity, object }] = rows;
    const keys = (value: object) => Object.keys(value).toSorted();
    return { local, recipients, activity: keys(activity), object: keys(object) };
  };
  expect(await shapeOf(made.frank)).toEqual(
    await shapeOf('https://social.test/activities/55b0a23e-c142-4bb3-a0ea-e0963965e408'),
  );
  expect(await shapeOf(made.spam1)).toEqual(await shapeOf('https://spam.example/activities/r1'));
});
