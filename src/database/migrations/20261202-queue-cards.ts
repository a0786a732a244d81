import { Migration } from '@mikro-orm/migrations';

/**
 * The cards of what waits for a decision of staff: the reports about an account, or an account that awaits approval. An
 * account has at most one card that is open. What is on a card keeps the state that was last seen, by which the bot notices
 * what was decided elsewhere. Of each queue, the time up to which its new items have been looked for.
 */
export class QueueCards extends Migration {
  override up(): void {
    this.addSql(`
create table steward.queue_cards (
  id bigint generated always as identity primary key,
  queue text not null check (queue in ('reports', 'sign_ups')),
  account text not null,
  channel_id text,
  message_id text,
  taken_by_id text,
  taken_by_name text,
  taken_at timestamptz,
  opened_at timestamptz not null default now(),
  closed_at timestamptz,
  revision integer not null default 1,
  drawn integer not null default 0
)`);
    this.addSql(
      `comment on column steward.queue_cards.account is 'the ActivityPub id of the account, which may be gone'`,
    );
    this.addSql(
      'create unique index queue_cards_open on steward.queue_cards (queue, account) where closed_at is null',
    );
    this.addSql(
      'create index queue_cards_closed on steward.queue_cards (closed_at) where closed_at is not null',
    );
    this.addSql('create index queue_cards_undrawn on steward.queue_cards (id) where drawn < revision');
    this.addSql(`
create table steward.queue_items (
  id uuid primary key,
  card_id bigint not null references steward.queue_cards,
  place integer not null,
  state text not null,
  seen text not null default '',
  unique (card_id, place)
)`);
    this.addSql(
      `comment on column steward.queue_items.id is 'of the report in activities, or of the account in users'`,
    );
    this.addSql(
      `comment on column steward.queue_items.seen is 'what else the card shows of it and may change: the number of notes, or whether the address is confirmed'`,
    );
    this.addSql(
      'create table steward.queue_cursors (queue text primary key, looked_at timestamptz not null)',
    );
  }

  override down(): void {
    this.addSql('drop table steward.queue_cursors');
    this.addSql('drop table steward.queue_items');
    this.addSql('drop table steward.queue_cards');
  }
}
