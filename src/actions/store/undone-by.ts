import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';

/** An action that has been undone by another. */
interface Undone {
  readonly id: number;
  readonly operation: string;
  readonly channelId: string | null;
}

/** The actions that this one has undone. */
export async function undoneBy(em: Em, id: number): Promise<readonly Undone[]> {
  const { rows } = await sql<Undone>`
    select id::integer as id, operation, channel_id as "channelId" from steward.actions
    where undone_by = ${id} order by id`.execute(em.getKysely());
  return rows;
}
