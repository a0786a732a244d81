import { Migration } from '@mikro-orm/migrations';

/**
 * Keeps what Akkoma does not: the size and the activity of the instance on each day, in UTC. Of each channel with a weekly
 * digest, the Monday of the last one.
 */
export class Days extends Migration {
  override up(): void {
    this.addSql(`
create table steward.days (
  day date primary key,
  active_people integer not null,
  posts bigint not null,
  measured_at timestamptz not null default now()
)`);
    this.addSql(
      `comment on column steward.days.active_people is 'local people who were active on the day, so far'`,
    );
    this.addSql(
      `comment on column steward.days.posts is 'public and unlisted posts of local accounts, of all time'`,
    );
    this.addSql('create table steward.digests (channel_id text primary key, week date not null)');
  }

  override down(): void {
    this.addSql('drop table steward.digests');
    this.addSql('drop table steward.days');
  }
}
