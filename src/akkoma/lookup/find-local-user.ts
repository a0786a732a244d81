import type { User } from '../../../entities/akkoma/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { NotFound } from '../../text/errors.ts';
import { text } from '../../text/text.ts';
import type { Instance } from '../instance.ts';
import { findTarget } from './find-target.ts';

/**
 * The account of this instance that a nickname names, to be changed, in any state (behaviour.md 1.3).
 *
 * @throws Refused for one of the server's own actors; NotFound when there is none, or only a remote one; Conflict when the
 * name could mean several.
 */
export async function findLocalUser(em: Em, instance: Instance, nickname: string): Promise<User> {
  const user = await findTarget(em, instance, nickname);
  if (!user.local) {
    throw new NotFound(
      text`${user.nickname ?? nickname} is a remote account, and this is only for accounts of ${instance.host}. Ask the staff of its own server.`,
    );
  }
  return user;
}
