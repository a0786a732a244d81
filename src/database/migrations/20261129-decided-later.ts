import { Migration } from '@mikro-orm/migrations';

/**
 * Before a row is restored, the later decisions about it are searched for by its id. Rows of other tables follow those
 * of the accounts, and an index on them would only slow down the journal.
 */
export class DecidedLater extends Migration {
  override up(): void {
    this.addSql(`
create index changes_of_row on steward.changes ((key ->> 'id'))
  where table_name in ('users', 'user_invite_tokens')`);
    this.addSql('create index actions_timed on steward.actions (id) where reverses_at is not null');
  }

  override down(): void {
    this.addSql('drop index steward.changes_of_row, steward.actions_timed');
  }
}
