import { sql } from 'kysely';
import { countRegistered } from '../akkoma/registration/waiting-sign-ups.ts';
import type { Em } from '../database/connection/connection.ts';

/** The row that tells when staff were told last. */
const alert = 'sign_ups_alert';

/**
 * Returns how many accounts registered within the last hour, where these are many; null where they are not, or staff were
 * told within the last hour.
 *
 * @param many the number from which they are many.
 */
export async function manySignUps(em: Em, many: number): Promise<number | null> {
  const { rows } = await sql`
    select from steward.queue_cursors where queue = ${alert} and looked_at > now() - interval '1 hour'`.execute(
    em.getKysely(),
  );
  if (rows.length > 0) return null;
  const count = await countRegistered(em);
  return count >= many ? count : null;
}

/** Notes that staff were told of many sign-ups. */
export async function toldOfSignUps(em: Em): Promise<void> {
  await sql`
    insert into steward.queue_cursors (queue, looked_at) values (${alert}, now())
    on conflict (queue) do update set looked_at = excluded.looked_at`.execute(em.getKysely());
}
