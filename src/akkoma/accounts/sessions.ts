import { type RawBuilder, sql } from 'kysely';
import type { Journal } from '../../database/change-records/journal.ts';
import type { Em } from '../../database/connection/connection.ts';

/** Whether a row of `oauth_tokens`, with this alias, is a session: a token that has not expired. */
export const isOpen = (alias: string): RawBuilder<boolean> =>
  sql`${sql.ref(`${alias}.valid_until`)} > timezone('UTC', now())`;

/**
 * Ends all sessions of an account, and all logins that are not complete yet (behaviour.md 5.3). Rows that refer to
 * these by foreign keys are deleted first, so that the deletion is recorded.
 *
 * A transaction that creates a session holds a key share lock on the account's row, because the session refers to it.
 * This function locks the row first and so waits for that transaction: the new session is then visible and is deleted
 * too.
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
