import { Migration } from '@mikro-orm/migrations';

/**
 * Adds what a team needs for approvals: votes, deadlines, cards that are updated, and links from staff to their
 * accounts.
 */
export class Team extends Migration {
  override up(): void {
    this.addSql(life);
    this.addSql(sources);
    this.addSql(votes);
    this.addSql(drafts);
    this.addSql(staffLinks);
    this.addSql(auditChannels);
    this.addSql(chainByIndex);
    this.addSql(verification);
    this.addSql(unanswered);
  }

  override down(): void {
    this.addSql('drop table steward.audit_channels, steward.staff_links, steward.drafts, steward.votes');
    this.addSql(`alter table steward.audit_log drop constraint audit_log_source_check,
      add constraint audit_log_source_check check (source in ('discord', 'console'))`);
    this.addSql(`alter table steward.actions drop constraint actions_source_check,
      add constraint actions_source_check check (source in ('discord', 'console'))`);
    this.addSql(`drop index steward.actions_by_time, steward.actions_of_requester, steward.actions_on_target,
      steward.actions_of_operation, steward.actions_in_state, steward.actions_undone_by`);
    this.addSql(`alter table steward.actions
      drop column votes_needed, drop column deadline, drop column visibility, drop column revision,
      drop column drawn, drop column interaction_token, drop column current_plan, drop column progress,
      drop column reverses_at, drop column undone_by`);
  }
}

/**
 * `deadline`: until when the action can be voted on (proposed) or run (approved). `revision` counts the changes that
 * the card has to show, and `drawn` is the revision that the card shows. `interaction_token` answers the last
 * interaction about the action, for the fifteen minutes in which Discord accepts it. `current_plan` is what a stale
 * action would do now; `progress` is the progress of Akkoma's own job; `reverses_at` is when the action is undone
 * automatically; `undone_by` is the action that undid it.
 */
const life = `
alter table steward.actions
  add column votes_needed integer not null default 0 check (votes_needed >= 0),
  add column deadline timestamptz,
  add column visibility text not null default 'public' check (visibility in ('public', 'private')),
  add column revision integer not null default 1,
  add column drawn integer not null default 0,
  add column interaction_token text,
  add column current_plan jsonb,
  add column progress jsonb,
  add column reverses_at timestamptz,
  add column undone_by bigint references steward.actions;
create index actions_by_time on steward.actions (proposed_at, id);
create index actions_of_requester on steward.actions (requester_id, proposed_at, id);
create index actions_on_target on steward.actions ((plan ->> 'target'), proposed_at, id);
create index actions_of_operation on steward.actions (operation, proposed_at, id);
create index actions_in_state on steward.actions (state, proposed_at, id);
create index actions_undone_by on steward.actions (undone_by) where undone_by is not null`;

/** `system`: automatic actions, which run when their time has come. */
const sources = `
alter table steward.actions drop constraint actions_source_check,
  add constraint actions_source_check check (source in ('discord', 'console', 'system'));
alter table steward.audit_log drop constraint audit_log_source_check,
  add constraint audit_log_source_check check (source in ('discord', 'console', 'system'))`;

const votes = `
create table steward.votes (
  action_id bigint not null references steward.actions,
  voter_id text not null,
  voter_name text not null,
  vote text not null check (vote in ('approve', 'deny')),
  reason text,
  at timestamptz not null default now(),
  primary key (action_id, voter_id)
)`;

/** Commands that still need a reason. The reason comes with another interaction, perhaps to another process. */
const drafts = `
create table steward.drafts (
  id bigint generated always as identity primary key,
  command text not null,
  args jsonb not null,
  requester_id text not null,
  drafted_at timestamptz not null default now()
);
create index drafts_drafted_at on steward.drafts (drafted_at)`;

/** Links members of the staff to their accounts on Akkoma. */
const staffLinks = `
create table steward.staff_links (
  discord_id text primary key,
  discord_name text not null,
  user_id uuid not null unique,
  nickname text not null,
  linked_by_id text not null,
  linked_by_name text not null,
  linked_at timestamptz not null default now()
)`;

/** As before, but an entry that cannot be compared, such as one whose hash was removed, does not fit either. */
const verification = `
create or replace function steward.verify_audit_log() returns bigint
language sql stable as $$
  select min(checked.id) from (
    select entry.id,
      entry.hash = steward.audit_entry_hash(entry)
        and entry.previous_hash = coalesce(lag(entry.hash) over numbered, '\\x'::bytea)
        and entry.id = coalesce(lag(entry.id) over numbered, 0) + 1 as sound
    from steward.audit_log entry
    window numbered as (order by entry.id)
  ) checked
  where checked.sound is not true
$$`;

/**
 * The last audit entry that was posted to a channel. `posting` is the last entry of the message that is being posted.
 * It is stored before the post, so that a retry posts the same entries.
 */
const auditChannels = `
create table steward.audit_channels (
  channel_id text primary key,
  last_entry bigint not null,
  posting bigint check (posting > last_entry)
)`;

/**
 * plpgsql caches the plan of the first inserts, made when the table was empty. Without this setting that plan would
 * scan the whole table later.
 */
const chainByIndex = `alter function steward.chain_audit_entry() set enable_seqscan = off`;

/**
 * Actions proposed under the previous version, which let them wait forever, have no deadline and no job to expire them.
 * They expire here, and their arguments, some of them secret, are deleted. Their cards are not drawn again, so Discord
 * does not show this.
 */
const unanswered = `
with ended as (
  update steward.actions set state = 'expired', args = '{}', drawn = revision, updated_at = now()
  where state = 'proposed'
  returning id, operation, reason
)
insert into steward.audit_log (event, action_id, actor_id, actor_name, source, command, args, reason, detail)
select 'action.expired', id, 'system:steward', 'Steward', 'system', operation, '{}', reason, '{}'
from ended order by id`;
