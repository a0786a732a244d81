import { type RawBuilder, sql } from 'kysely';
import type { User } from '../../../entities/akkoma/index.ts';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';

/**
 * Selects the ids of an account's notifications about reports. They are deleted when the account stops being staff
 * (behaviour.md 1.5).
 */
export const reportNotificationsOf = ({ id }: User): RawBuilder<unknown> =>
  sql`select id from notifications where user_id = ${uuidFromFlakeId(id)}::uuid and type = 'pleroma:report'`;
