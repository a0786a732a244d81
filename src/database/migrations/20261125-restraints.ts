import { Migration } from '@mikro-orm/migrations';

/** Adds the limits on the team itself: a global lock, pauses of single people, and an index to count refusals. */
export class Restraints extends Migration {
  override up(): void {
    this.addSql(lock);
    this.addSql(pauses);
    this.addSql(refusals);
  }

  override down(): void {
    this.addSql('drop table steward.lock, steward.pauses');
    this.addSql('drop index steward.audit_log_refusals');
  }
}

/** The table has a row exactly while Steward is locked. The primary key allows only one. */
const lock = `
create table steward.lock (
  is_only boolean primary key default true check (is_only),
  action_id bigint not null references steward.actions,
  locked_by_id text not null,
  locked_by_name text not null,
  reason text not null,
  locked_at timestamptz not null default now()
)`;

/**
 * The last pause of each person. It ends at its time or when it is lifted. `resumed_at` is kept: actions that the
 * person asked for before it do not count towards the limit per person.
 */
const pauses = `
create table steward.pauses (
  person_id text primary key,
  person_name text not null,
  action_id bigint not null references steward.actions,
  paused_by_name text not null,
  reason text not null,
  until timestamptz not null,
  resumed_at timestamptz
)`;

/**
 * Each refusal counts the recent refusals of the same person. The index keeps that fast, no matter how many entries
 * they have.
 */
const refusals = `
create index audit_log_refusals on steward.audit_log (actor_id, at)
  where event in ('command.refused', 'command.refused_often')`;
