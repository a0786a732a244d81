import { PasswordResetToken, type User } from '../../../entities/akkoma/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { randomToken, tokenInUrl } from '../ids/tokens.ts';
import type { Instance } from '../instance.ts';

/**
 * A new way to set the account's password (behaviour.md 5.1): older ones stay valid, and password and sessions stay as
 * they are until it is used.
 *
 * @returns the link, whole and percent-encoded; it is for the caller alone.
 */
export function openPasswordReset(em: Em, { baseUrl }: Instance, { id }: Pick<User, 'id'>): string {
  const token = randomToken();
  em.persist(em.create(PasswordResetToken, { userId: id, token }));
  return `${baseUrl}/api/v1/pleroma/password_reset/${tokenInUrl(token)}`;
}
