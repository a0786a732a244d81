import { sql } from 'kysely';
import type { Database, Em } from '../../database/connection/connection.ts';
import { StewardError } from '../../text/errors.ts';
import { retryTransaction } from './retry-transaction.ts';

/**
 * Thrown where another process, or an earlier delivery, has claimed this interaction: there is nothing to do and
 * nothing to answer.
 */
export class AlreadyClaimed extends Error {}

/**
 * Claims an interaction in the transaction of `em`. If another transaction is claiming it at the moment, this waits for
 * the end of that one and claims the interaction if it rolls back.
 *
 * @throws AlreadyClaimed where the interaction is claimed.
 */
export async function claim(em: Em, interactionId: string | null): Promise<void> {
  if (interactionId !== null && !(await claimInteraction(em, interactionId)))
    throw new AlreadyClaimed(interactionId);
}

/** Claims an interaction as `claim` does, and returns whether it was free. */
export async function claimInteraction(em: Em, interactionId: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into steward.interactions (id) values (${interactionId}) on conflict do nothing`.execute(
    em.getKysely(),
  );
  return numAffectedRows !== 0n;
}

/**
 * Claims an interaction and does the work in one transaction. A refusal (`StewardError`) still commits the claim, so
 * that only one of two processes that receive the interaction answers. Therefore the work must make all its checks
 * before it writes.
 *
 * @throws AlreadyClaimed, and what the work throws.
 */
export async function claimed<Result>(
  database: Database,
  interactionId: string | null,
  work: (em: Em) => Promise<Result>,
): Promise<Result> {
  const ended = await retryTransaction(() =>
    database.em.fork().transactional(async (em) => {
      await claim(em, interactionId);
      try {
        return { result: await work(em) };
      } catch (fault) {
        if (fault instanceof StewardError) return { fault };
        throw fault;
      }
    }),
  );
  if ('fault' in ended) throw ended.fault;
  return ended.result;
}

/** Deletes the claims of interactions whose tokens have long expired; Discord does not deliver them again. */
export async function forgetOldClaims(em: Em): Promise<void> {
  await sql`delete from steward.interactions where claimed_at < now() - interval '1 day'`.execute(
    em.getKysely(),
  );
}
