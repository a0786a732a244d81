import { Migration } from '@mikro-orm/migrations';

/** Finds the action that a message shows. */
export class Messages extends Migration {
  override up(): void {
    this.addSql(`
create index actions_of_message on steward.actions (message_id) where message_id is not null;
create index actions_of_mention on steward.actions (mention_message_id) where mention_message_id is not null`);
  }

  override down(): void {
    this.addSql('drop index steward.actions_of_message, steward.actions_of_mention');
  }
}
