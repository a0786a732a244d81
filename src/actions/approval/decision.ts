import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import type { Caller } from '../access/gate.ts';

/** A person's decision on an existing action, by a button on its card or by a command that names it. */
export interface Decision {
  readonly actionId: number;
  readonly caller: Caller;
  readonly interactionId: string | null;
  /** The card whose button was pressed, and the token with which Discord allows editing it for 15 minutes. */
  readonly card: { readonly messageId: string; readonly token: string } | null;
}

/** Stores which message shows the action: the person who pressed the button has just seen it there. */
export async function rememberCard(em: Em, { actionId, card }: Decision): Promise<void> {
  if (card === null) return;
  await sql`
    update steward.actions set message_id = ${card.messageId}, interaction_token = ${card.token}
    where id = ${actionId}`.execute(em.getKysely());
}
