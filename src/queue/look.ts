import { type RawBuilder, sql } from 'kysely';
import { uuidFromFlakeId } from '../../entities/types/flake-id-text.ts';
import { firstIdAt } from '../akkoma/ids/first-id.ts';
import type { Em } from '../database/connection/connection.ts';
import type { Queue } from './cards.ts';
import { type Seen, sources, type Waiting } from './sources.ts';

/** At the first look, so many accounts get cards: those about which something has begun to wait last. */
const mostAtFirst = 25;

/**
 * What Akkoma has inserted may become visible later than what has a later id: the transaction takes time, and the clocks
 * of two servers differ. So each look begins this long before the last one, in minutes.
 */
const overlap = 10;

/** For so many days after the last decision, it is noticed if something on a card is opened again. */
const watchedAfterwards = 14;

/** A queue, and the channel that its new cards get; null where another process knows it. */
export interface Channel {
  readonly queue: Queue;
  readonly channelId: string | null;
}

/**
 * Brings the cards of a queue up to date with Akkoma's tables: what has begun to wait comes onto a card, and what was
 * decided here or elsewhere is noted. Call it in a transaction. Of two calls at the same time, the second waits.
 *
 * @param channelId the channel for the cards that are open.
 * @returns the cards that have to be drawn.
 */
export async function lookAtQueue(
  em: Em,
  { queue, channelId }: Channel & { readonly channelId: string },
): Promise<number[]> {
  const source = sources[queue];
  const since = await begin(em, queue);
  const waiting = since === null ? await source.newest(em, mostAtFirst) : await source.newSince(em, since);
  await putOnCards(em, { queue, channelId }, waiting);
  await noteStates(em, queue);
  await closeAndReopen(em, queue);
  await sql`
    update steward.queue_cards set channel_id = ${channelId}, message_id = null, revision = revision + 1
    where queue = ${queue} and closed_at is null and channel_id is distinct from ${channelId}`.execute(
    em.getKysely(),
  );
  const { rows } = await sql<{ id: number }>`
    select id::float8 as id from steward.queue_cards where drawn < revision and channel_id is not null order by id`.execute(
    em.getKysely(),
  );
  return rows.map(({ id }) => id);
}

/**
 * Locks the queue, and notes the time.
 *
 * @returns the first id to look at, as a uuid; null at the first look.
 */
async function begin(em: Em, queue: Queue): Promise<RawBuilder<unknown> | null> {
  const { rows: first } = await sql`
    insert into steward.queue_cursors (queue, looked_at) values (${queue}, now()) on conflict do nothing returning queue`.execute(
    em.getKysely(),
  );
  if (first.length > 0) return null;
  const { rows } = await sql<{ first_id: string }>`
    with before as (select * from steward.queue_cursors where queue = ${queue} for update)
    update steward.queue_cursors cursor set looked_at = greatest(before.looked_at, now()) from before
    where cursor.queue = before.queue
    returning ${firstIdAt(sql`before.looked_at - make_interval(mins => ${overlap}::integer)`)} as first_id`.execute(
    em.getKysely(),
  );
  return sql`${rows[0]?.first_id}::uuid`;
}

/** Puts what waits onto the open card of its account, which is made where there is none. */
export async function putOnCards(
  em: Em,
  { queue, channelId }: Channel,
  waiting: readonly Waiting[],
): Promise<void> {
  if (waiting.length === 0) return;
  await sql`
    with waiting as (
      select * from unnest(${sql.val(waiting.map(({ id }) => uuidFromFlakeId(id)))}::uuid[],
        ${sql.val(waiting.map(({ account }) => account))}::text[]) as found (id, account)
      where not exists (select from steward.queue_items item where item.id = found.id)
    ), card as (
      insert into steward.queue_cards (queue, account, channel_id)
      select ${queue}, account, ${channelId} from waiting group by account order by min(id::text)
      on conflict (queue, account) where closed_at is null do update set revision = queue_cards.revision + 1
      returning id, account
    )
    insert into steward.queue_items (id, card_id, place, state)
    select waiting.id, card.id,
      (select coalesce(max(item.place), 0) from steward.queue_items item where item.card_id = card.id)
        + row_number() over (partition by card.id order by waiting.id), 'open'
    from waiting join card using (account)`.execute(em.getKysely());
}

/** Notes what became of the items of cards. */
export async function noteStates(em: Em, queue: Queue): Promise<void> {
  const { rows: known } = await sql<Seen & { id: string }>`
    select steward.flake_text(item.id) as id, item.state, item.seen
    from steward.queue_cards card join steward.queue_items item on item.card_id = card.id
    where card.queue = ${queue} and item.state <> 'gone'
      and (card.closed_at is null or card.closed_at > now() - make_interval(days => ${watchedAfterwards}::integer))`.execute(
    em.getKysely(),
  );
  const states = await sources[queue].statesOf(
    em,
    known.map(({ id }) => id),
  );
  const changed = known.flatMap(({ id, state, seen }) => {
    const now = states.get(id) ?? { state: 'gone', seen: '' };
    return now.state === state && now.seen === seen ? [] : [{ id, ...now }];
  });
  if (changed.length === 0) return;
  await sql`
    with changed as (
      update steward.queue_items item set state = now.state, seen = now.seen
      from unnest(${sql.val(changed.map(({ id }) => uuidFromFlakeId(id)))}::uuid[],
        ${sql.val(changed.map(({ state }) => state))}::text[], ${sql.val(changed.map(({ seen }) => seen))}::text[]) as now (id, state, seen)
      where item.id = now.id returning item.card_id
    )
    update steward.queue_cards set revision = revision + 1 where id in (select card_id from changed)`.execute(
    em.getKysely(),
  );
}

/**
 * Closes cards on which nothing is open, and opens cards again on which something is. Where the account has an open card
 * by now, what is open again moves there.
 */
export async function closeAndReopen(em: Em, queue: Queue): Promise<void> {
  const kysely = em.getKysely();
  const hasOpen = sql`exists (select from steward.queue_items item where item.card_id = card.id and item.state = 'open')`;
  await sql`
    update steward.queue_cards card set closed_at = now(), revision = revision + 1
    where queue = ${queue} and closed_at is null and not ${hasOpen}`.execute(kysely);
  await sql`
    update steward.queue_cards set closed_at = null, revision = revision + 1
    where id in (
      select distinct on (card.account) card.id from steward.queue_cards card
      where card.queue = ${queue} and card.closed_at > now() - make_interval(days => ${watchedAfterwards}::integer) and ${hasOpen}
        and not exists (
          select from steward.queue_cards other
          where other.queue = card.queue and other.account = card.account and other.closed_at is null)
      order by card.account, card.id desc)`.execute(kysely);
  await sql`
    with moving as (
      select item.id, item.card_id, open.id as to_id,
        (select max(place) from steward.queue_items there where there.card_id = open.id)
          + row_number() over (partition by open.id order by item.id) as place
      from steward.queue_cards card
      join steward.queue_items item on item.card_id = card.id and item.state = 'open'
      join steward.queue_cards open on open.queue = card.queue and open.account = card.account and open.closed_at is null
      where card.queue = ${queue} and card.closed_at > now() - make_interval(days => ${watchedAfterwards}::integer)
    ), moved as (
      update steward.queue_items item set card_id = moving.to_id, place = moving.place
      from moving where item.id = moving.id returning moving.card_id, moving.to_id
    )
    update steward.queue_cards set revision = revision + 1
    where id in (select card_id from moved union all select to_id from moved)`.execute(kysely);
}
