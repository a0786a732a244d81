import { type RawBuilder, sql } from 'kysely';
import type { Instance } from '../instance.ts';

/**
 * The nickname of a row, to be compared and ordered by, so that Akkoma's own index on it serves: that is one on the column
 * before 3.20, and one on the nickname in lower case since (behaviour.md 21.9). Either way case is ignored.
 *
 * @param alias stands for a row of `users`.
 */
export function nicknameOf({ features }: Instance, alias: string): RawBuilder<string> {
  const column = sql.ref<string>(`${alias}.nickname`);
  return features.nicknameIndex === 'nickname' ? column : sql`lower(${column})`;
}

/**
 * What someone typed, to be compared with `nicknameOf`.
 *
 * Trap: before 3.20 it must not have a type of its own, which would make the comparison respect case (behaviour.md 1.3).
 */
export const asNickname = ({ features }: Instance, typed: string): RawBuilder<string> =>
  features.nicknameIndex === 'nickname' ? sql`${typed}` : sql`lower(${typed}::text)`;
