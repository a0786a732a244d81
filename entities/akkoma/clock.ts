import type { EntityManager } from '@mikro-orm/core';
import { truncate } from '../types/whole-second.ts';

/**
 * Sets the time that an EntityManager and its forks write, so that all rows of a unit of work get the same time.
 * Without it, each row gets the time of its flush.
 *
 * The logger context holds the time, because MikroORM passes no other values on to forks and transactions.
 */
export function setTime(em: EntityManager, now: Date): void {
  em.setLoggerContext({ ...em.getLoggerContext(), now: now.getTime() });
}

/** Returns the time that an EntityManager writes, truncated to the second. */
export function timeOf(em: EntityManager): Date {
  const { now } = em.getLoggerContext<{ now?: number }>();
  return truncate(new Date(now ?? Date.now()));
}
