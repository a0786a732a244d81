import { Client, DatabaseError } from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { type AkkomaRelease, akkomaReleases, upgradeAkkoma } from '../../sandbox/database/releases.ts';
import { grantTo } from '../../sandbox/database/role.ts';
import { AkkomaChanged } from '../../src/akkoma/schema/features.ts';
import { watchAkkomaUpgrades } from '../../src/akkoma/schema/watch-akkoma-upgrades.ts';
import { newUser } from '../../src/operations/instance/new-user.ts';
import { activate, deactivate } from '../../src/operations/instance/set-activation.ts';
import { tag } from '../../src/operations/instance/tags.ts';
import { undo } from '../../src/operations/undo/undo.ts';
import { Conflict, Refused } from '../../src/text/errors.ts';
import { consoleOn, findings } from '../doctor/findings.ts';
import { buttonOf } from '../support/buttons.ts';
import { ownDatabase, ownersAddress, type TestDatabase } from '../support/database.ts';
import { featuresIn } from '../support/features.ts';
import { performOn, tester } from '../support/perform.ts';
import { sentenceOf } from '../support/sentence.ts';
import { startTeam } from '../support/team.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };
const newbie = { email: '', admin: false, moderator: false, choose_password: false };

/** Grants the rights again, as an administrator does after an upgrade of Akkoma. */
const grantAnew = ({ url }: Pick<TestDatabase, 'url'>) => grantTo(inject('role'), ownersAddress(url));

const keysOf = async (client: Client, nickname: string) =>
  (
    await client.query(
      `select key_id, left(public_key, 26) as public, left(private_key, 31) as private
       from signing_keys where user_id = (select id from users where nickname = $1)`,
      [nickname],
    )
  ).rows;

const madeKeys = (nickname: string) => [
  {
    key_id: `https://social.test/users/${nickname}#main-key`,
    public: '-----BEGIN PUBLIC KEY-----',
    private: '-----BEGIN RSA PRIVATE KEY-----',
  },
];

test('a running bot continues through the upgrades to 3.16 and 3.20: waiting actions, new requests, and undo', async () => {
  const database = await ownDatabase('3.13.2');
  const { client, url } = database;
  const { discord, ask, stateOf } = await startTeam({ INSTANCE_URL: 'https://social.test' }, database);
  const create = async (nickname: string) => {
    const ada = discord.as('ada');
    const card = await (await ada.type(`/user new ${nickname} ${nickname}@mail.example`)).message();
    return sentenceOf(await (await ada.click(card, buttonOf(card, 'Run now'))).message());
  };
  const say = async (line: string) => sentenceOf(await (await discord.as('ada').type(line)).message());
  const active = async (nickname: string) =>
    (await client.query('select is_active from users where nickname = $1', [nickname])).rows[0].is_active;
  const following = async () =>
    (
      await client.query(`select from following_relationships r join users u on u.id = r.following_id
      where u.nickname = 'lain' and r.state = 2`)
    ).rowCount;
  const followers = await following();

  expect(await say('/user deactivate lain')).toBe('Deactivated lain.');
  const removal = await ask('ada', '/user rm kim reason:gone');

  await upgradeAkkoma(client, { to: '3.16.0' });

  // The bot was not prepared for this: the columns are dropped between two statements.
  expect(await say('/user show lain')).toContain('lain');
  expect(await say('/user tag lain tags:one')).toBe('Tagged lain.');
  await removal.press('ivan', 'Approve');
  await expect.poll(() => stateOf(removal.action)).toMatch(/following|done/);
  expect((await client.query(`select name, is_active from users where nickname = 'kim'`)).rows).toEqual([
    { name: null, is_active: false },
  ]);
  expect(await create('early')).toContain('lacks a permission');
  expect((await client.query(`select from users where nickname = 'early'`)).rowCount).toBe(0);
  await grantAnew(database);
  expect(await create('late')).toBe('Created late.');
  expect(await keysOf(client, 'late')).toEqual(madeKeys('late'));

  await upgradeAkkoma(client, { from: '3.16.0', to: '3.20' });
  await grantAnew(database);

  expect(await say('/action undo 1')).toBe('Undid action 1: deactivate lain.');
  expect(await active('lain')).toBe(true);
  expect(await following()).toBe(followers);
  const posts = await ask('ada', '/user delete_activities lain reason:spam');
  await posts.press('ivan', 'Approve');
  await expect.poll(() => stateOf(posts.action)).toBe('done');
  expect(await say('/user new never never@mail.example')).toContain('only Akkoma can set');
  const found = await findings(consoleOn(url));
  expect(Object.entries(found).filter(([, { status }]) => status === 'failed')).toEqual([]);
  expect(found.Akkoma?.said).toContain('Version: 3.20 or 3.21.');
});

test.each([
  ['3.13.3', 'looks elsewhere for keys, and would take them where they were'],
  ['3.16.0', 'has no place for them where they were'],
] as const)(
  'with features that were read before an upgrade to %s, which %s, an account gets its keys',
  async (to, _) => {
    const database = await ownDatabase('3.13.2');
    const { perform } = performOn(database.url);
    await upgradeAkkoma(database.client, { to });
    await grantAnew(database);

    await perform({ ...request, operation: newUser, args: { ...newbie, nickname: 'newbie' } });

    expect(await keysOf(database.client, 'newbie')).toEqual(madeKeys('newbie'));
    const { rows } = await database.client.query('select operation, state from steward.actions');
    expect(rows).toEqual([{ operation: 'user.new', state: 'done' }]);
  },
);

test('actions during an upgrade of Akkoma, release by release, are done wholly and correctly, or not at all', async () => {
  const database = await ownDatabase('3.13.2');
  const { client, url } = database;
  const { perform } = performOn(url);
  let isOver = false;
  const upgrading = (async () => {
    await upgradeAll(url, async (round) => {
      await grantAnew(database);
      // Everything is tried on every release.
      await expect.poll(() => Math.min(...Object.values(tried))).toBeGreaterThan(round);
    });
    isOver = true;
  })();

  const tried = { accounts: 0, tags: 0, switches: 0 };
  const made: string[] = [];
  const tagged: string[] = [];
  const outcomeOf = async (work: Promise<unknown>): Promise<boolean> => {
    try {
      await work;
      return true;
    } catch (error) {
      // The expected failures: from 3.20 on new accounts are refused, since only Akkoma can give them an address; an
      // upgrade may take longer than the action waits, so that the reverse of a switch has nothing to do; and a right
      // may not be granted yet.
      if ([Refused, AkkomaChanged, Conflict].some((kind) => error instanceof kind)) return false;
      if (error instanceof Error && /permission denied/.test(error.message)) return false;
      throw error;
    }
  };
  const makeAccounts = async () => {
    for (; !isOver; tried.accounts += 1) {
      const nickname = `new${tried.accounts}`;
      if (await outcomeOf(perform({ ...request, operation: newUser, args: { ...newbie, nickname } })))
        made.push(nickname);
    }
  };
  const tagAccounts = async () => {
    for (; !isOver; tried.tags += 1) {
      const name = `tag${tried.tags}`;
      const tagging = { ...request, operation: tag, args: { nickname: 'heidi', tags: [name] } };
      if (await outcomeOf(perform(tagging))) tagged.push(name);
    }
  };
  const switchAccounts = async () => {
    for (; !isOver; tried.switches += 1) {
      const target = { nickname: 'lain', keep_followers: true };
      await outcomeOf(perform({ ...request, operation: deactivate, args: target }));
      await outcomeOf(perform({ ...request, operation: activate, args: { nickname: 'lain' } }));
    }
  };
  await Promise.all([upgrading, makeAccounts(), tagAccounts(), switchAccounts()]);

  expect(made).not.toEqual([]);
  expect(tagged).not.toEqual([]);
  const { rows: accounts } = await client.query<{ nickname: string; keys: number }>(
    `select nickname::text, (select count(*)::integer from signing_keys where user_id = users.id) as keys
     from users where nickname like 'new%' order by inserted_at, id`,
  );
  expect(accounts).toEqual(made.map((nickname) => ({ nickname, keys: 1 })));
  const { rows } = await client.query(`select tags from users where nickname = 'heidi'`);
  expect(rows[0].tags).toEqual(expect.arrayContaining(tagged));
  expect(rows[0].tags.filter((name: string) => name.startsWith('tag'))).toEqual(tagged);
  const { rows: last } = await client.query(
    `select id::integer from steward.actions where operation = 'user.tag' and state = 'done' order by id desc limit 1`,
  );
  await perform({ ...request, operation: undo, args: { action: last[0].id } });
  const { rows: left } = await client.query(`select tags from users where nickname = 'heidi'`);
  expect(left[0].tags).toEqual(rows[0].tags.slice(0, -1));
});

/** Upgrades as Akkoma's own migrations do, which are run again after a deadlock. */
async function upgradeAll(url: string, after: (round: number) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: ownersAddress(url) });
  await client.connect();
  onTestFinished(() => client.end());
  for (const [index, to] of akkomaReleases.slice(1).entries()) {
    await upgradeOnce(client, akkomaReleases[index] ?? '3.13.2', to);
    await after(index);
  }
}

async function upgradeOnce(client: Client, from: AkkomaRelease, to: AkkomaRelease): Promise<void> {
  try {
    await upgradeAkkoma(client, { from, to });
  } catch (error) {
    if (!(error instanceof DatabaseError && error.code === '40P01')) throw error;
    await upgradeOnce(client, from, to);
  }
}

test('a process that only reads notices an upgrade that replaces nothing but an index', async () => {
  const { url, client } = await ownDatabase('3.19');
  const { database, dependencies } = performOn(url);
  const { instance, log } = dependencies;
  expect(instance.features.nicknameIndex).toBe('nickname');
  onTestFinished(watchAkkomaUpgrades({ database, instance, log, every: 20 }));

  await upgradeAkkoma(client, { from: '3.19', to: '3.20' });

  await expect.poll(() => instance.features.nicknameIndex).toBe('lower(nickname)');
});

test('until an upgrade has moved the keys, a new account gets its keys where the upgrade takes them from', async () => {
  const database = await ownDatabase('3.13.2');
  const { client } = database;
  await client.query(`
    create table signing_keys (user_id uuid, key_id text primary key, public_key text, private_key text,
      inserted_at timestamp(0) not null, updated_at timestamp(0) not null);
    insert into schema_migrations (version) values (20240625213637)`);
  await grantAnew(database);
  const { perform } = performOn(database.url, {}, await featuresIn(database.url));

  await perform({ ...request, operation: newUser, args: { ...newbie, nickname: 'newbie' } });

  const { rows } = await client.query(`select left(keys, 31) as keys from users where nickname = 'newbie'`);
  expect(rows).toEqual([{ keys: '-----BEGIN RSA PRIVATE KEY-----' }]);
  expect(await keysOf(client, 'newbie')).toEqual([]);
});
