import { Migration } from '@mikro-orm/migrations';

/**
 * Akkoma's server caches accounts. The accounts that it still has to read again are listed until it has done so: each
 * row is a batch, which is already in Akkoma's queue or still to be enqueued.
 */
export class Refreshes extends Migration {
  override up(): void {
    this.addSql(`
create table steward.refreshes (
  id bigint generated always as identity primary key,
  action_id bigint not null references steward.actions,
  kind text not null check (kind in ('activation', 'accounts')),
  accounts uuid[] not null,
  begun_at timestamptz not null default clock_timestamp(),
  enqueued_at timestamptz,
  job_ids bigint[] not null default '{}',
  relationships bigint[] not null default '{}'
)`);
    this.addSql('create index refreshes_of_action on steward.refreshes (action_id, id)');
    this.addSql('alter table steward.actions add column refresh jsonb');
  }

  override down(): void {
    this.addSql('alter table steward.actions drop column refresh');
    this.addSql('drop table steward.refreshes');
  }
}
