import { sql } from 'kysely';
import type { Em } from '../database/connection/connection.ts';
import type { QueueCard } from './cards.ts';
import { type Channel, closeAndReopen, noteStates, putOnCards } from './look.ts';
import type { Waiting } from './sources.ts';

const reports: Channel = { queue: 'reports', channelId: null };

/** Who deals with the open reports about an account. */
export type Taker = NonNullable<QueueCard['takenBy']> & { readonly account: string };

/** Reads who has taken the open reports about accounts, which their ActivityPub ids name. */
export function takersOf(em: Em, accounts: readonly string[]): Promise<Taker[]> {
  return readTakers(em, sql`card.account = any(${sql.val(accounts)}::text[])`);
}

/** Reads the accounts whose open reports a member has taken, the latest first. */
export function takenBy(em: Em, person: string): Promise<Taker[]> {
  return readTakers(em, sql`card.taken_by_id = ${person}`);
}

/** Where no channel has cards, nobody has noted yet what became of their reports: those that are open count. */
async function readTakers(em: Em, condition: ReturnType<typeof sql>): Promise<Taker[]> {
  const { rows } = await sql<Omit<Taker, 'at'> & { at: string }>`
    select card.account, card.taken_by_id as id, card.taken_by_name as name, card.taken_at as at
    from steward.queue_cards card
    where card.queue = 'reports' and card.closed_at is null and card.taken_by_id is not null and ${condition}
      and exists (
        select from steward.queue_items item join activities flag on flag.id = item.id
        where item.card_id = card.id and flag.data ->> 'state' = 'open')
    order by card.taken_at desc`.execute(em.getKysely());
  return rows.map(({ at, ...taker }) => ({ ...taker, at: new Date(at) }));
}

/**
 * Notes that the requester of an action deals with the open reports about some accounts.
 *
 * @param open all open reports about these accounts.
 */
export async function takeReports(em: Em, open: readonly Waiting[], action: number): Promise<void> {
  await noteStates(em, 'reports');
  await closeAndReopen(em, 'reports');
  await putOnCards(em, reports, open);
  await sql`
    update steward.queue_cards card
    set taken_by_id = taking.requester_id, taken_by_name = taking.requester_name, taken_at = now(), revision = card.revision + 1
    from steward.actions taking
    where taking.id = ${action} and card.queue = 'reports' and card.closed_at is null
      and card.account = any(${sql.val(accountsIn(open))}::text[])`.execute(em.getKysely());
}

/** Notes that nobody deals with the open reports about some accounts any more. */
export async function releaseReports(em: Em, accounts: readonly string[]): Promise<void> {
  await sql`
    update steward.queue_cards set taken_by_id = null, taken_by_name = null, taken_at = null, revision = revision + 1
    where queue = 'reports' and closed_at is null and taken_by_id is not null
      and account = any(${sql.val(accounts)}::text[])`.execute(em.getKysely());
}

const accountsIn = (open: readonly Waiting[]): string[] => [...new Set(open.map(({ account }) => account))];
