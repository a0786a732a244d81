import type { Client } from 'pg';

/** An account in the state that the answers so far imply. */
export interface Account {
  readonly nickname: string;
  readonly active: boolean;
  readonly tag: string | null;
}

/** Adds this number of local accounts to Akkoma's table, `crowd1` onwards, and as many remote ones. */
export async function addAccounts(client: Client, each: number): Promise<Account[]> {
  const { rows } = await client.query<{ nickname: string }>(
    `insert into users (id, nickname, name, email, bio, ap_id, uri, inbox, follower_address, following_address, local,
       password_hash, is_active, is_confirmed, inserted_at, updated_at)
     select steward.flake_at(1700000000000 + number, '0000000000aa', case when local then 1 else 2 end),
       'crowd' || number || case when local then '' else '@far.example' end, 'Crowd ' || number,
       case when local then 'crowd' || number || '@mail.example' end, '', at || number, case when not local then at || number end,
       case when not local then at || number || '/inbox' end, at || number || '/followers', at || number || '/following',
       local, case when local then repeat('x', 60) end,
       true, true, timestamp '2025-01-01' + number * interval '1 second', timestamp '2025-01-01'
     from generate_series(1, $1::integer) number,
       (values (true, 'https://social.test/users/crowd'), (false, 'https://far.example/users/crowd')) place (local, at)
     order by number, local
     returning nickname::text`,
    [each],
  );
  await client.query('vacuum analyze users');
  return rows.map(({ nickname }) => ({ nickname, active: true, tag: null }));
}

/** Returns the accounts that are not in their expected state, in words. */
export async function otherThan(client: Client, expected: Iterable<Account>): Promise<string[]> {
  const { rows } = await client.query<{ nickname: string; active: boolean; tags: string[] }>(
    `select nickname::text, is_active as active, tags from users where nickname ~ '^crowd'`,
  );
  const found = new Map(rows.map((row) => [row.nickname, row]));
  return [...expected].flatMap(({ nickname, active, tag }) => {
    const row = found.get(nickname);
    const is = `${row?.active} ${row?.tags.join()}`;
    const due = `${active} ${tag ?? ''}`;
    return is === due ? [] : [`${nickname} is ${is}, and should be ${due}`];
  });
}
