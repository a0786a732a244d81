import { type RawBuilder, sql } from 'kysely';
import type { Journal } from '../../database/change-records/journal.ts';
import type { Em } from '../../database/connection/connection.ts';

/** A token that has not run out is a session; `alias` stands for a row of `oauth_tokens`. */
export const isOpen = (alias: string): RawBuilder<boolean> =>
  sql`${sql.ref(`${alias}.valid_until`)} > timezone('UTC', now())`;

/**
 * Ends every session of an account, and every login that is still on its way to one (behaviour.md 5.3). What hangs on
 * these by foreign keys goes first, so that it is recorded.
 *
 * A session that is just being made refers to the account, which is therefore locked against that: by then it is there.
 *
 * @param user a select of the account's id.
 */
export async function endSessions(em: Em, journal: Journal, user: RawBuilder<unknown>): Promise<void> {
  await sql`select from users where id in (${user}) order by id for update`.execute(em.getKysely());
  const authorizations = sql`select id from oauth_authorizations where user_id in (${user})`;
  const tokens = sql`select id from oauth_tokens where user_id in (${user})`;
  await journal.delete(
    'mfa_tokens',
    sql`select id from mfa_tokens where authorization_id in (${authorizations})`,
  );
  await journal.delete('oauth_authorizations', authorizations);
  await journal.delete(
    'push_subscriptions',
    sql`select id from push_subscriptions where token_id in (${tokens})`,
  );
  await journal.delete('oauth_tokens', tokens);
}
