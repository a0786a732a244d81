import { Migration } from '@mikro-orm/migrations';

/**
 * Counts the refusals of a person that are too many for an entry each. A row exists from the first of them until their
 * number is in the audit log.
 */
export class Refusals extends Migration {
  override up(): void {
    this.addSql(`
create table steward.refusals (
  actor_id text primary key,
  actor_name text not null,
  source text not null check (source in ('discord', 'console', 'system')),
  command text not null,
  times integer not null default 1,
  since timestamptz not null default now(),
  until timestamptz not null default clock_timestamp()
)`);
  }

  override down(): void {
    this.addSql('drop table steward.refusals');
  }
}
