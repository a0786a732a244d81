import { sql } from 'kysely';
import type { Em } from '../database/connection.ts';

/** Another process, or an earlier delivery, has taken this interaction: there is nothing to do and nothing to say. */
export class AlreadyClaimed extends Error {}

/**
 * Takes an interaction for the transaction of `em`. Where another transaction is just taking it, this waits for its
 * outcome: if that one fails, this one has it.
 *
 * @throws AlreadyClaimed when it is taken.
 */
export async function claim(em: Em, interactionId: string | null): Promise<void> {
  if (interactionId !== null && !(await take(em, interactionId))) throw new AlreadyClaimed(interactionId);
}

/** Takes an interaction as `claim` does, and says whether it was free. */
export async function take(em: Em, interactionId: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into steward.interactions (id) values (${interactionId}) on conflict do nothing`.execute(
    em.getKysely(),
  );
  return numAffectedRows !== 0n;
}

/** Forgets interactions whose tokens have long died; Discord delivers none of them again. */
export async function forgetOldClaims(em: Em): Promise<void> {
  await sql`delete from steward.interactions where claimed_at < now() - interval '1 day'`.execute(
    em.getKysely(),
  );
}
