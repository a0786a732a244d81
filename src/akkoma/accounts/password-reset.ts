import { PasswordResetToken, type User } from '../../../entities/akkoma/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { randomToken, tokenInUrl } from '../ids/tokens.ts';
import type { Instance } from '../instance.ts';

/**
 * Creates a link for setting the account's password (behaviour.md 5.1). Older links stay valid. The password and the
 * sessions do not change until the link is used.
 *
 * @returns the complete, percent-encoded link. Only the requester may see it.
 */
export function openPasswordReset(em: Em, { baseUrl }: Instance, { id }: Pick<User, 'id'>): string {
  const token = randomToken();
  em.persist(em.create(PasswordResetToken, { userId: id, token }));
  return `${baseUrl}/api/v1/pleroma/password_reset/${tokenInUrl(token)}`;
}
