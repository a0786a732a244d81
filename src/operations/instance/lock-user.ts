import { LockMode } from '@mikro-orm/core';
import { User } from '../../../entities/akkoma/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { lockRow } from '../../database/locks/lock-timeout.ts';

/**
 * Locks an account's row to the end of the transaction, and returns it. The transaction must not hold any other of
 * Akkoma's rows before.
 *
 * @param id its FlakeId.
 */
export const lockUser = (em: Em, id: string): Promise<User> =>
  lockRow(em, () => em.findOneOrFail(User, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true }));
