import { type RawBuilder, sql } from 'kysely';
import type { User } from '../../../entities/akkoma/index.ts';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';

/**
 * Selects the ids of the notifications of accounts about reports. They are deleted when the accounts stop being staff
 * (behaviour.md 1.5).
 */
export const reportNotificationsOf = (...users: readonly User[]): RawBuilder<unknown> => sql`
  select id from notifications
  where user_id = any(${sql.val(users.map(({ id }) => uuidFromFlakeId(id)))}::uuid[]) and type = 'pleroma:report'`;
