import type { User } from '../../../entities/akkoma/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { Refused } from '../../text/errors.ts';
import { text } from '../../text/text.ts';
import { isServersOwn, requireNotRemoved } from '../accounts/account.ts';
import type { Instance } from '../instance.ts';
import { findUser } from './find-user.ts';

/**
 * Finds the account with a nickname, local or remote, for an operation that changes it. Unlike Akkoma's command line,
 * it refuses the server's own actors, and what is left of a removed account.
 *
 * @throws Refused for one of the server's own actors; NotFound and Conflict as `findUser`; Conflict for a removed
 * account.
 */
export async function findTarget(em: Em, instance: Instance, nickname: string): Promise<User> {
  const user = await findUser(em, instance, nickname);
  requireTarget(user);
  return user;
}

/** @throws Refused for one of the server's own actors; Conflict for a removed account. */
export function requireTarget(user: User): void {
  if (isServersOwn(user)) {
    throw new Refused(
      text`${user.nickname ?? user.apId} is an internal account that Akkoma uses to communicate with other servers. It cannot be changed.`,
    );
  }
  requireNotRemoved(user);
}
