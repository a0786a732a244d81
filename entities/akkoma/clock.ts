import type { EntityManager } from '@mikro-orm/core';
import { truncate } from '../types/whole-second.ts';

/**
 * Sets the time at which an EntityManager and its forks write, for a whole unit of work to bear one
 * time. Without it each row bears the time of its flush.
 *
 * The logger context is the one place in which MikroORM hands values down to forks and transactions.
 */
export function setTime(em: EntityManager, now: Date): void {
  em.setLoggerContext({ ...em.getLoggerContext(), now: now.getTime() });
}

/** The second at which an EntityManager writes. */
export function timeOf(em: EntityManager): Date {
  const { now } = em.getLoggerContext<{ now?: number }>();
  return truncate(new Date(now ?? Date.now()));
}
