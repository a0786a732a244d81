import { type RawBuilder, sql } from 'kysely';

/**
 * Generates a new confirmation token for each row of a select, in the form of `randomToken` (behaviour.md 1.9). Without
 * pgcrypto, PostgreSQL has no function for random bytes, but it has random uuids of 122 random bits each. Three of them
 * hold more than the 256 bits of the hash.
 */
export const newTokens: RawBuilder<string> = sql`
  translate(encode(sha256(
    uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
  ), 'base64'), '+/', '-_')`;
