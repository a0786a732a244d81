import { sql } from 'kysely';
import type { Database, Em } from '../../database/connection/connection.ts';
import type { Jobs } from '../../jobs/index.ts';
import { renew } from '../store/change-state.ts';

/** A card that people need: its action waits for an answer, for its run, or for Akkoma. */
export interface NeededCard {
  readonly id: number;
  readonly channelId: string;
  readonly messageId: string;
  readonly revision: number;
}

/** Returns the cards that people need and that are up to date, ordered by the ids of their actions. */
export async function neededCards(em: Em): Promise<NeededCard[]> {
  const { rows } = await sql<NeededCard>`
    select id::integer, channel_id as "channelId", message_id as "messageId", revision
    from steward.actions
    where state in ('proposed', 'approved', 'following') and visibility = 'public'
      and channel_id is not null and message_id is not null and drawn >= revision
    order by id`.execute(em.getKysely());
  return rows;
}

/**
 * Enqueues the drawing of a card whose message was deleted. Does nothing if the action has changed since: that change
 * has already enqueued it.
 */
export async function drawAgain(database: Database, jobs: Jobs, card: NeededCard): Promise<void> {
  const { messageId, revision } = card;
  await database.em.fork().transactional(async (em) => {
    await renew(em, jobs, card, { where: sql`revision = ${revision} and message_id = ${messageId}` });
  });
}
