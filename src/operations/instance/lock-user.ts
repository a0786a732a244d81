import { LockMode } from '@mikro-orm/core';
import { User } from '../../../entities/akkoma/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { lockRow } from '../../database/locks/lock-timeout.ts';

/**
 * An account's row, locked to the end of the transaction, which must hold no other of Akkoma's by then.
 *
 * @param id its FlakeId.
 */
export const lockUser = (em: Em, id: string): Promise<User> =>
  lockRow(em, () => em.findOneOrFail(User, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true }));
