import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import type { Caller } from '../access/gate.ts';

/** Something that someone does with an action that is there: a button on its card, or a command that names it. */
export interface Decision {
  readonly actionId: number;
  readonly caller: Caller;
  readonly interactionId: string | null;
  /** The card that was pressed, and the token with which Discord lets it be edited for a quarter of an hour. */
  readonly card: { readonly messageId: string; readonly token: string } | null;
}

/** Remembers on which message an action is shown: whoever pressed it has just seen it there. */
export async function rememberCard(em: Em, { actionId, card }: Decision): Promise<void> {
  if (card === null) return;
  await sql`
    update steward.actions set message_id = ${card.messageId}, interaction_token = ${card.token}
    where id = ${actionId}`.execute(em.getKysely());
}
