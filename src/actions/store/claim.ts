import { sql } from 'kysely';
import type { Database, Em } from '../../database/connection/connection.ts';
import { StewardError } from '../../text/errors.ts';
import { retryTransaction } from './retry-transaction.ts';

/** Another process, or an earlier delivery, has taken this interaction: there is nothing to do and nothing to say. */
export class AlreadyClaimed extends Error {}

/**
 * Takes an interaction for the transaction of `em`. Where another transaction is just taking it, this waits for its
 * outcome: if that one fails, this one has it.
 *
 * @throws AlreadyClaimed when it is taken.
 */
export async function claim(em: Em, interactionId: string | null): Promise<void> {
  if (interactionId !== null && !(await claimInteraction(em, interactionId)))
    throw new AlreadyClaimed(interactionId);
}

/** Takes an interaction as `claim` does, and says whether it was free. */
export async function claimInteraction(em: Em, interactionId: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into steward.interactions (id) values (${interactionId}) on conflict do nothing`.execute(
    em.getKysely(),
  );
  return numAffectedRows !== 0n;
}

/**
 * Takes an interaction and does what it asks for in one transaction. What is refused has been taken all the same: of two
 * replicas that hear of it, one answers. The work makes its checks before it writes.
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

/** Forgets interactions whose tokens have long died; Discord delivers none of them again. */
export async function forgetOldClaims(em: Em): Promise<void> {
  await sql`delete from steward.interactions where claimed_at < now() - interval '1 day'`.execute(
    em.getKysely(),
  );
}
