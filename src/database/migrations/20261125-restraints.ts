import { Migration } from '@mikro-orm/migrations';

/** What holds the team itself back: a lock for everybody, pauses for single people, and how often someone was refused. */
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

/** Its row is there exactly while nothing is to be changed; there can be no second one. */
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
 * The last pause of each person: it holds until its time is over or it is lifted. `resumed_at` stays, since what they asked
 * for before then no longer counts.
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

/** How often someone was refused of late is looked up at each refusal, however much they have done before. */
const refusals = `
create index audit_log_refusals on steward.audit_log (actor_id, at)
  where event in ('command.refused', 'command.refused_often')`;
