import { type RawBuilder, sql } from 'kysely';

/** The first FlakeId that can be made at a time, as a uuid (behaviour.md 1.7). */
export const firstIdAt = (time: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`steward.flake_at(floor(extract(epoch from ${time}) * 1000)::bigint, '000000000000', 0)`;
