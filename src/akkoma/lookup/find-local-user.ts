import type { User } from '../../../entities/akkoma/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { NotFound } from '../../text/errors.ts';
import { text } from '../../text/text.ts';
import type { Instance } from '../instance.ts';
import { findTarget } from './find-target.ts';

/**
 * Finds the local account with a nickname, for an operation that changes it. The account may be in any state but
 * removed (behaviour.md 1.3).
 *
 * @throws Refused for one of the server's own actors; NotFound if there is none, or only a remote one; Conflict if the
 * name is ambiguous, or the account has been removed.
 */
export async function findLocalUser(em: Em, instance: Instance, nickname: string): Promise<User> {
  const user = await findTarget(em, instance, nickname);
  if (!user.local) {
    throw new NotFound(
      text`${user.nickname ?? nickname} is a remote account. This command is only for accounts of ${instance.host}. Ask the staff of its instance.`,
    );
  }
  return user;
}
