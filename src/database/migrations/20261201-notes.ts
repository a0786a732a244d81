import { Migration } from '@mikro-orm/migrations';

/** Notes of the staff about accounts. A note of an account that is gone stays. */
export class Notes extends Migration {
  override up(): void {
    this.addSql(`
create table steward.notes (
  id bigint generated always as identity primary key,
  account_id uuid not null,
  nickname text not null,
  text text not null,
  action_id bigint not null references steward.actions,
  author_id text not null,
  author_name text not null,
  written_at timestamptz not null default now()
)`);
    this.addSql('create index notes_account_id_index on steward.notes (account_id, id)');
  }

  override down(): void {
    this.addSql('drop table steward.notes');
  }
}
