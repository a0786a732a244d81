import { type RawBuilder, sql } from 'kysely';
import type { Instance } from '../instance.ts';

/**
 * Returns the nickname of a row, for comparisons and sorting that can use Akkoma's index. Before 3.20 the index is on
 * the column, since then on the nickname in lower case (behaviour.md 21.9). Both ignore case.
 *
 * @param alias the alias of a row of `users`.
 */
export function nicknameOf({ features }: Instance, alias: string): RawBuilder<string> {
  const column = sql.ref<string>(`${alias}.nickname`);
  return features.nicknameIndex === 'nickname' ? column : sql`lower(${column})`;
}

/**
 * Returns a typed nickname, for comparisons with `nicknameOf`.
 *
 * Trap: before 3.20 it must not have a type of its own, which would make the comparison case-sensitive (behaviour.md
 * 1.3).
 */
export const asNickname = ({ features }: Instance, typed: string): RawBuilder<string> =>
  features.nicknameIndex === 'nickname' ? sql`${typed}` : sql`lower(${typed}::text)`;

/** As `asNickname`, for the comparison with any of several nicknames in lower case. */
export const asNicknames = ({ features }: Instance, words: readonly string[]): RawBuilder<string[]> =>
  features.nicknameIndex === 'nickname' ? sql`${words}::citext[]` : sql`${words}::text[]`;
