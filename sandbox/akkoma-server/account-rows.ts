import { flakeIdFromUuid } from '../../entities/types/flake-id-text.ts';
import type { Records } from './records.ts';

/** What other rows need of an account. */
export interface AccountRow {
  /** A uuid. */
  readonly id: string;
  readonly flake: string;
  readonly nickname: string;
  readonly ap_id: string;
  readonly local: boolean;
  readonly follower_address: string;
  readonly email: string | null;
  readonly name: string | null;
}

/** Finds an account by its nickname, in any case. */
export async function accountNamed({ one }: Records, nickname: string): Promise<AccountRow> {
  const row = await one(
    `select id, nickname, ap_id, local, follower_address, email::text, name from users where lower(nickname) = lower($1)`,
    [nickname],
  );
  if (row === undefined) throw new Error(`There is no account ${nickname}.`);
  return { ...(row as AccountRow), flake: flakeIdFromUuid(row.id) };
}

/** Returns the staff of the instance, also those who are deactivated or not confirmed (behaviour.md 1.6). */
export async function staffOf({ all }: Records): Promise<AccountRow[]> {
  const rows = await all(
    `select id, nickname, ap_id, local, follower_address, email::text, name from users
     where local and (is_admin or is_moderator) and nickname is not null and nickname not like 'internal.%'
     order by id`,
    [],
  );
  return rows.map((row) => ({ ...(row as AccountRow), flake: flakeIdFromUuid(row.id) }));
}

/** Returns those of some nicknames whose accounts can be used: they are active, confirmed and approved. */
export async function usableOf({ all }: Records, nicknames: readonly string[]): Promise<string[]> {
  const rows = await all(
    `select wanted.nickname from unnest($1::text[]) with ordinality as wanted (nickname, place)
     join users u on lower(u.nickname) = lower(wanted.nickname)
     where u.is_active and u.is_confirmed and u.is_approved order by wanted.place`,
    [nicknames],
  );
  return rows.map(({ nickname }) => nickname);
}

export async function isTaken({ one }: Records, nickname: string): Promise<boolean> {
  return (await one('select from users where lower(nickname) = lower($1)', [nickname])) !== undefined;
}
