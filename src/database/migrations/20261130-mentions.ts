import { Migration } from '@mikro-orm/migrations';

/** Which mention an action has last caused, and the message that mentions, so that it is removed when it is over. */
export class Mentions extends Migration {
  override up(): void {
    this.addSql('alter table steward.actions add column mention text, add column mention_message_id text');
  }

  override down(): void {
    this.addSql('alter table steward.actions drop column mention, drop column mention_message_id');
  }
}
