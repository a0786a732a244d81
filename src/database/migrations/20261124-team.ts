import { Migration } from '@mikro-orm/migrations';

/** What a team needs to agree: votes, deadlines, cards that are brought up to date, staff and their accounts. */
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
 * `deadline`: until when it can be voted on (proposed) or run (approved). `revision` counts what its card has to show,
 * `drawn` is the revision that the card shows. `interaction_token` answers the interaction that last concerned it, for the
 * fifteen minutes that Discord accepts it. `current_plan` is what a stale one would do now; `progress` how far Akkoma's own
 * job is; `reverses_at` when it is taken back by itself; `undone_by` the action that took it back.
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

/** `system`: what happens by itself when its time has come. */
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

/** What someone typed and has still to give a reason for; the reason comes by another interaction, perhaps to another replica. */
const drafts = `
create table steward.drafts (
  id bigint generated always as identity primary key,
  command text not null,
  args jsonb not null,
  requester_id text not null,
  drafted_at timestamptz not null default now()
);
create index drafts_drafted_at on steward.drafts (drafted_at)`;

/** Which account of Akkoma's a member of the staff has. */
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

/** As before, and what cannot be compared, such as a hash that was taken out, does not fit either. */
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
 * Up to which entry of the audit log a channel has been told. `posting` is the last entry of the message that is being
 * posted: written down before, so that whoever tries again posts the same.
 */
const auditChannels = `
create table steward.audit_channels (
  channel_id text primary key,
  last_entry bigint not null,
  posting bigint check (posting > last_entry)
)`;

/** The plan of the first entries is kept, of a table that was empty then: without this it would read the whole of it later. */
const chainByIndex = `alter function steward.chain_audit_entry() set enable_seqscan = off`;

/**
 * What was asked under the version before, which let it wait for ever, had no deadline and has no job to end it: it lapses
 * here, and its arguments, of which some are secret, are kept no longer. Nobody is told anew: its card is left as it is.
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
