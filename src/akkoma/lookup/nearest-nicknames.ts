import { type RawBuilder, sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { nearestFew, oneMistakeFrom } from '../../text/nearest.ts';
import { removed } from '../accounts/account.ts';
import type { Instance } from '../instance.ts';
import { asNickname, asNicknames, nicknameOf } from './nickname-index.ts';

/** The maximum number of accounts that the walk along the nickname index reads. */
const rowsScanned = 200;

/** Sorts after everything that a nickname can hold, in byte order as well as in Unicode's. */
const last = '\uFFFF';

/** Of longer words, only the beginning is looked for: each letter adds 80 lookups. */
const maxLength = 60;

/**
 * Returns a few accounts whose nicknames are most like one that does not exist, in the form that commands take.
 *
 * Akkoma has no index for similar words, and there may be a million accounts. So the index on nicknames is asked for
 * every word that is one mistake away, and for some accounts whose nicknames begin as the word does.
 */
export async function nearestNicknames(em: Em, instance: Instance, typed: string): Promise<string[]> {
  const word = typed.replace(/^@+/, '').toLowerCase();
  const [name = '', host] = word.split('@');
  const start = word.slice(0, Math.ceil(name.length / 2));
  if (start === '') return [];
  const key = nicknameOf(instance, 'users');
  // A local account has no host in its nickname.
  const words = word.length > maxLength ? [] : [...oneMistakeFrom(word), name];
  const account = (condition: RawBuilder<unknown>) => sql`(
    select nickname::text, local from users
    where ${condition} and nickname not like 'internal.%' and not ${removed('users')}
    order by ${key} limit ${rowsScanned})`;
  const begins = (beginning: string) =>
    sql`${key} between ${asNickname(instance, beginning)} and ${asNickname(instance, `${beginning}${last}`)}`;
  const { rows } = await sql<{ nickname: string; local: boolean }>`
    select nickname, local from (
      ${account(sql`${key} = any(${asNicknames(instance, words)})`)}
      union ${account(sql`${begins(start)} and local`)}
      union ${account(begins(`${name}@`))}
    ) near
    order by not local, lower(nickname)`.execute(em.getKysely());
  return nearestFew(
    word,
    rows.map(({ nickname, local }) =>
      local && host !== undefined ? `${nickname}@${instance.host}` : nickname,
    ),
  );
}
