import { type RawBuilder, sql } from 'kysely';

/**
 * A new confirmation token for each row of a select, in the form of `randomToken` (behaviour.md 1.9). The server has no
 * random bytes without pgcrypto, but random uuids of 122 bits each: three of them hold more than the 256 that are hashed
 * out of them.
 */
export const newTokens: RawBuilder<string> = sql`
  translate(encode(sha256(
    uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
  ), 'base64'), '+/', '-_')`;
