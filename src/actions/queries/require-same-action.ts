import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { NotFound } from '../../text/errors.ts';
import { command, text } from '../../text/text.ts';

/** A button on a card that was drawn from the row of an action. */
interface Pressed {
  readonly actionId: number;
  /** When the action of the card was requested; null where the button does not say it. */
  readonly requestedAt: Date | null;
}

/**
 * Checks that a button is pressed for the action that its card shows. Once an older backup is restored, new actions get
 * the numbers of those that are lost, and cards of the lost ones are still in the channel.
 *
 * @throws NotFound where the action with that number was requested at another time.
 */
export async function requireSameAction(em: Em, { actionId, requestedAt }: Pressed): Promise<void> {
  if (requestedAt === null) return;
  const { rows } = await sql<{ isSame: boolean }>`
    select date_trunc('milliseconds', proposed_at) = ${requestedAt}::timestamptz as "isSame"
    from steward.actions where id = ${actionId}`.execute(em.getKysely());
  if (rows.every(({ isSame }) => isSame)) return;
  throw new NotFound(
    text`This card shows an action that no longer exists; number ${actionId} is another one now. Nothing was changed. See ${command('action list')}.`,
  );
}
