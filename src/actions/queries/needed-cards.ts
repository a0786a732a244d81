import { sql } from 'kysely';
import type { Database, Em } from '../../database/connection/connection.ts';
import type { Jobs } from '../../jobs/index.ts';
import { renew } from '../store/change-state.ts';

/** A card that people need: its action waits for them, or for Akkoma. */
export interface NeededCard {
  readonly id: number;
  readonly channelId: string;
  readonly messageId: string;
  readonly revision: number;
}

/** The cards that people need and that show what there is to show, by the numbers of their actions. */
export async function neededCards(em: Em): Promise<NeededCard[]> {
  const { rows } = await sql<NeededCard>`
    select id::integer, channel_id as "channelId", message_id as "messageId", revision
    from steward.actions
    where state in ('proposed', 'approved', 'following') and visibility = 'public'
      and channel_id is not null and message_id is not null and drawn >= revision
    order by id`.execute(em.getKysely());
  return rows;
}

/** Has a card drawn once more that is not there, unless its action has gone on meanwhile, which has it drawn anyway. */
export async function drawAgain(database: Database, jobs: Jobs, card: NeededCard): Promise<void> {
  const { messageId, revision } = card;
  await database.em.fork().transactional(async (em) => {
    await renew(em, jobs, card, { where: sql`revision = ${revision} and message_id = ${messageId}` });
  });
}
