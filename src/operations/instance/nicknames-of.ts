import { type RawBuilder, sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';

/** Reads the nicknames of accounts, given by a select of their ids, in the order of the ids. */
export async function nicknamesOf(em: Em, ids: RawBuilder<unknown>): Promise<string[]> {
  const { rows } = await sql<{ nickname: string }>`
    select u.nickname::text as nickname from users u
    where u.nickname is not null and u.id in (${ids}) order by u.id`.execute(em.getKysely());
  return rows.map(({ nickname }) => nickname);
}
