import type { Client } from 'pg';

/**
 * Adds the given number of active accounts of `crowd.example`. Account lain follows each, and the first follows lain.
 * The counts are correct.
 */
export async function writeCrowd(client: Client, count: number): Promise<void> {
  await client.query(
    `insert into users (id, nickname, name, bio, local, ap_id, inserted_at, updated_at)
     select steward.flake_at(1798000000000 + place, '15c973e54f0d', 0), 'crowd' || place || '@crowd.example', 'crowd', '', false,
       'https://crowd.example/users/' || place, now(), now()
     from generate_series(1, $1::integer) place`,
    [count],
  );
  await client.query(
    `insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
     select lain.id, u.id, 2, now(), now() from users u, users lain
     where u.nickname like '%@crowd.example' and lain.nickname = 'lain'
     union all
     select u.id, lain.id, 2, now(), now() from users u, users lain
     where u.nickname = 'crowd1@crowd.example' and lain.nickname = 'lain'`,
  );
  await countFollows(client);
}

/** Adds the given number of local accounts that follow lain. */
export async function writeFollowers(client: Client, count: number): Promise<void> {
  await client.query(
    `insert into users (id, nickname, name, bio, local, is_confirmed, ap_id, inserted_at, updated_at)
     select steward.flake_at(1799000000000 + place, '15c973e54f0d', 0), 'fan' || place, 'fan', '', true, true,
       'https://social.test/users/fan' || place, now(), now()
     from generate_series(1, $1::integer) place`,
    [count],
  );
  await client.query(
    `insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
     select u.id, lain.id, 2, now(), now() from users u, users lain
     where u.nickname like 'fan%' and lain.nickname = 'lain'`,
  );
  await countFollows(client);
}

async function countFollows(client: Client): Promise<void> {
  await client.query(`update users u set ${counts}`);
  await client.query('analyze users, following_relationships');
}

const counts = `
  following_count = (select count(*) from following_relationships r join users other on other.id = r.following_id
    where r.follower_id = u.id and r.state = 2 and other.is_active),
  follower_count = (select count(*) from following_relationships r join users other on other.id = r.follower_id
    where r.following_id = u.id and r.state = 2 and other.is_active)`;

/** The local accounts whose counts differ from their relationships. */
export async function miscounted(client: Client): Promise<string[]> {
  const { rows } = await client.query(
    `select nickname from (
       select u.nickname, u.following_count, u.follower_count,
         (select count(*) from following_relationships r join users other on other.id = r.following_id
           where r.follower_id = u.id and r.state = 2 and other.is_active and other.id <> u.id) as following,
         (select count(*) from following_relationships r join users other on other.id = r.follower_id
           where r.following_id = u.id and r.state = 2 and other.is_active and other.id <> u.id) as followed
       from users u where u.local and (u.nickname like 'fan%' or u.nickname = 'lain')
     ) counted where (following_count, follower_count) <> (following, followed)`,
  );
  return rows.map(({ nickname }) => nickname);
}

export const countOf = async (client: Client, condition: string): Promise<number> =>
  (await client.query(`select from users where ${condition}`)).rowCount ?? 0;
