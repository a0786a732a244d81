import { Migration } from '@mikro-orm/migrations';

/**
 * Each entry of the audit log about an action has a hash of what the action is: who requested what, why, and the plan.
 * That does not change after the request, so a row that has another hash now was altered. The hash of the entry covers
 * it. Entries of before have none, and are hashed as before.
 */
export class FixedActions extends Migration {
  override up(): void {
    this.addSql('alter table steward.audit_log add column action_hash bytea');
    this.addSql(actionHash);
    this.addSql(
      entryHash(`|| case when entry.action_hash is null then '[]'
      else jsonb_build_array(encode(entry.action_hash, 'hex')) end`),
    );
    this.addSql(
      chain(`
  select steward.action_hash(action) into new.action_hash from steward.actions action where action.id = new.action_id;`),
    );
  }

  override down(): void {
    this.addSql(chain(''));
    this.addSql(entryHash(''));
    this.addSql('drop function steward.action_hash(steward.actions)');
    this.addSql('alter table steward.audit_log drop column action_hash');
  }
}

/**
 * Leaves out what changes later: the state and what comes of it, where the card is, and the arguments, whose sensitive
 * values are masked when the action ends. The entry of the request has the masked arguments.
 */
const actionHash = `
create function steward.action_hash(action steward.actions) returns bytea
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select sha256(convert_to(jsonb_build_array(
    action.id, action.interaction_id, action.operation, action.tier, action.requester_id, action.requester_name,
    action.source, action.guild_id, action.channel_id, action.reason, action.plan, action.fingerprint,
    action.votes_needed, action.visibility, (extract(epoch from action.proposed_at) * 1000000)::bigint
  )::text, 'UTF8'))
$$`;

const entryHash = (more: string): string => `
create or replace function steward.audit_entry_hash(entry steward.audit_log) returns bytea
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select sha256(entry.previous_hash || convert_to((jsonb_build_array(
    entry.id, (extract(epoch from entry.at) * 1000000)::bigint, entry.event, entry.action_id, entry.interaction_id,
    entry.actor_id, entry.actor_name, entry.source, entry.command, entry.args, entry.reason, entry.detail
  ) ${more})::text, 'UTF8'))
$$`;

/** `enable_seqscan` is off because of the plan of the first inserts, which plpgsql caches. */
const chain = (more: string): string => `
create or replace function steward.chain_audit_entry() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  last steward.audit_log;
begin
  perform pg_advisory_xact_lock(hashtext('steward.audit_log'));
  select * into last from steward.audit_log order by id desc limit 1;${more}
  new.id := coalesce(last.id, 0) + 1;
  new.at := clock_timestamp();
  new.previous_hash := coalesce(last.hash, '\\x'::bytea);
  new.hash := steward.audit_entry_hash(new);
  return new;
end
$$`;
