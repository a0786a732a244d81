import { Migration } from '@mikro-orm/migrations';

/**
 * Actions on many accounts are done in batches, each in a transaction, and undone in parts. These tables list the
 * accounts and parts that are left, and where the changes of each batch end among those of its action.
 */
export class Batches extends Migration {
  override up(): void {
    this.addSql(`
create table steward.pending_accounts (
  action_id bigint not null references steward.actions,
  account_id uuid not null,
  restates boolean not null,
  weight integer not null,
  done_until bigint not null default 0,
  since bigint not null,
  primary key (action_id, account_id)
)`);
    this.addSql('create index pending_accounts_of_account on steward.pending_accounts (account_id)');
    this.addSql(`
create table steward.batches (
  action_id bigint not null references steward.actions,
  last_change bigint not null,
  primary key (action_id, last_change)
)`);
    this.addSql(`
create table steward.pending_undos (
  action_id bigint not null references steward.actions,
  part integer not null,
  undone_id bigint not null references steward.actions,
  first_change bigint not null,
  last_change bigint not null,
  leave_decided boolean not null,
  released_by bigint references steward.actions,
  primary key (action_id, part, undone_id, first_change)
)`);
    this.addSql('drop index steward.changes_of_action');
    this.addSql('create index changes_of_action on steward.changes (action_id, table_name, id)');
  }

  override down(): void {
    this.addSql('drop index steward.changes_of_action');
    this.addSql('create index changes_of_action on steward.changes (action_id, table_name)');
    this.addSql('drop table steward.pending_undos, steward.batches, steward.pending_accounts');
  }
}
