import { sql } from 'kysely';
import { flakeIdFromUuid } from '../../entities/types/flake-id-text.ts';
import type { Em } from '../database/connection/connection.ts';

export const queues = ['reports', 'sign_ups'] as const;

/** What waits for a decision of staff: reports about accounts, or accounts that await approval. */
export type Queue = (typeof queues)[number];

/** The card of what waits about one account. */
export interface QueueCard {
  readonly id: number;
  readonly queue: Queue;
  /** The ActivityPub id of the account, which may be gone. */
  readonly account: string;
  readonly channelId: string | null;
  readonly messageId: string | null;
  /** The member who deals with it; null for nobody. */
  readonly takenBy: { readonly id: string; readonly name: string; readonly at: Date } | null;
  readonly openedAt: Date;
  /** When the last of its items was decided; null while one is open. */
  readonly closedAt: Date | null;
  readonly revision: number;
  readonly drawn: number;
  /** In the order in which they came onto the card. */
  readonly items: readonly QueueItem[];
}

/** A report, or an account that awaits approval, on a card. */
export interface QueueItem {
  /** A FlakeId. */
  readonly id: string;
  /** Its place on the card, from 1. */
  readonly place: number;
  /** The state that was last seen: `open` while it waits, and `gone` where Akkoma no longer has it. */
  readonly state: string;
}

interface Row extends Omit<QueueCard, 'takenBy' | 'openedAt' | 'closedAt' | 'items'> {
  readonly takenById: string | null;
  readonly takenByName: string | null;
  readonly takenAt: string | null;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly items: readonly { readonly id: string; readonly place: number; readonly state: string }[];
}

/** Reads a card; null where there is none of this number. */
export async function readQueueCard(em: Em, id: number): Promise<QueueCard | null> {
  const { rows } = await sql<Row>`
    select card.id::float8 as id, card.queue, card.account, card.channel_id as "channelId", card.message_id as "messageId",
      card.taken_by_id as "takenById", card.taken_by_name as "takenByName", card.taken_at as "takenAt",
      card.opened_at as "openedAt", card.closed_at as "closedAt", card.revision, card.drawn,
      (select jsonb_agg(jsonb_build_object('id', item.id, 'place', item.place, 'state', item.state) order by item.place)
        from steward.queue_items item where item.card_id = card.id) as items
    from steward.queue_cards card where card.id = ${id}`.execute(em.getKysely());
  const [row] = rows;
  if (row === undefined) return null;
  const { takenById, takenByName, takenAt, openedAt, closedAt, items, ...card } = row;
  return {
    ...card,
    takenBy:
      takenById === null || takenByName === null || takenAt === null
        ? null
        : { id: takenById, name: takenByName, at: new Date(takenAt) },
    openedAt: new Date(openedAt),
    closedAt: closedAt === null ? null : new Date(closedAt),
    items: (items ?? []).map((item) => ({ ...item, id: flakeIdFromUuid(item.id) })),
  };
}

/** A card on which something is open, and that is up to date. */
export interface ShownQueueCard {
  readonly id: number;
  readonly channelId: string;
  readonly messageId: string;
  readonly revision: number;
}

/** Returns the cards on which something is open and that are up to date. */
export async function shownQueueCards(em: Em): Promise<ShownQueueCard[]> {
  const { rows } = await sql<ShownQueueCard>`
    select id::float8 as id, channel_id as "channelId", message_id as "messageId", revision from steward.queue_cards
    where closed_at is null and channel_id is not null and message_id is not null and drawn >= revision
    order by queue_cards.id`.execute(em.getKysely());
  return rows;
}

/** Has a card drawn again: something that it shows was just changed. */
export async function redrawQueueCard(em: Em, id: number): Promise<void> {
  await sql`update steward.queue_cards set revision = revision + 1 where id = ${id}`.execute(em.getKysely());
}

/**
 * Marks a card as drawn.
 *
 * @param revision the revision that was drawn.
 */
export async function queueCardDrawn(
  em: Em,
  { id, revision }: Pick<QueueCard, 'id' | 'revision'>,
  messageId: string | null,
): Promise<void> {
  await sql`
    update steward.queue_cards set drawn = greatest(drawn, ${revision}::integer), message_id = coalesce(${messageId}, message_id)
    where id = ${id}`.execute(em.getKysely());
}
