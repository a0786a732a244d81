import { type RawBuilder, sql } from 'kysely';
import type { User } from '../../../entities/akkoma/index.ts';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';

/** A select of the ids of an account's notifications about reports, which go when it stops being staff (behaviour.md 1.5). */
export const reportNotificationsOf = ({ id }: User): RawBuilder<unknown> =>
  sql`select id from notifications where user_id = ${uuidFromFlakeId(id)}::uuid and type = 'pleroma:report'`;
