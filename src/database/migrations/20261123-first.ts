import { Migration } from '@mikro-orm/migrations';

/** Creates Steward's schema: claimed interactions, actions, their changes, and the audit log. */
export class First extends Migration {
  override up(): void {
    this.addSql('create schema if not exists steward');
    this.addSql(interactions);
    this.addSql(actions);
    this.addSql(changes);
    this.addSql(auditLog);
    this.addSql(entryHash);
    this.addSql(chain);
    this.addSql(appendOnly);
    this.addSql(verification);
    this.addSql(flakeAt);
    this.addSql(flakeText);
    this.addSql(compactJson);
  }

  override down(): void {
    this.addSql('drop table steward.audit_log, steward.changes, steward.actions, steward.interactions');
    this.addSql('drop function steward.verify_audit_log(), steward.chain_audit_entry()');
    this.addSql('drop function steward.audit_entry_hash(steward.audit_log), steward.refuse_audit_change()');
    this.addSql('drop function steward.flake_at(bigint, text, bigint), steward.flake_text(uuid)');
    this.addSql('drop function steward.compact_json(jsonb)');
  }
}

const interactions = `
create table steward.interactions (
  id text primary key,
  claimed_at timestamptz not null default now()
);
create index interactions_claimed_at on steward.interactions (claimed_at)`;

/** The check lists all states of an action, though not every version of Steward uses each of them. */
const actions = `
create table steward.actions (
  id bigint generated always as identity primary key,
  interaction_id text unique,
  operation text not null,
  args jsonb not null,
  reason text,
  tier text not null check (tier in ('routine', 'sensitive', 'destructive')),
  state text not null check (state in ('proposed', 'approved', 'running', 'following', 'done', 'undone',
                                       'failed', 'stale', 'denied', 'cancelled', 'expired')),
  requester_id text not null,
  requester_name text not null,
  source text not null check (source in ('discord', 'console')),
  guild_id text,
  channel_id text,
  message_id text,
  plan jsonb not null,
  fingerprint text not null,
  outcome jsonb,
  failure text,
  proposed_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index actions_unfinished on steward.actions (state)
  where state in ('proposed', 'approved', 'running', 'following')`;

/**
 * A row of Akkoma's before a change (null: it did not exist) and after it (null: it was deleted). There is no foreign
 * key to the action: checking it would take as long as all other writes together, and only the journal and
 * `flushRecorded` write here.
 */
const changes = `
create table steward.changes (
  id bigint generated always as identity primary key,
  action_id bigint not null,
  table_name text not null,
  key jsonb not null,
  before jsonb,
  after jsonb,
  check (before is not null or after is not null)
);
create index changes_of_action on steward.changes (action_id, table_name)`;

const auditLog = `
create table steward.audit_log (
  id bigint primary key,
  at timestamptz not null,
  event text not null,
  action_id bigint references steward.actions,
  interaction_id text,
  actor_id text not null,
  actor_name text not null,
  source text not null check (source in ('discord', 'console')),
  command text not null,
  args jsonb not null,
  reason text,
  detail jsonb not null,
  previous_hash bytea not null,
  hash bytea not null
);
create index audit_log_of_action on steward.audit_log (action_id);
create index audit_log_of_actor on steward.audit_log (actor_id, id)`;

/** Hashes the time as microseconds since the epoch: its text form would depend on the settings of the session. */
const entryHash = `
create function steward.audit_entry_hash(entry steward.audit_log) returns bytea
language sql immutable as $$
  select sha256(entry.previous_hash || convert_to(jsonb_build_array(
    entry.id, (extract(epoch from entry.at) * 1000000)::bigint, entry.event, entry.action_id, entry.interaction_id,
    entry.actor_id, entry.actor_name, entry.source, entry.command, entry.args, entry.reason, entry.detail
  )::text, 'UTF8'))
$$`;

/**
 * One writer at a time: the lock is held until the end of the transaction, so entries are numbered without gaps, in the
 * order in which they become visible. Write the entry last in a transaction, to hold the lock briefly.
 */
const chain = `
create function steward.chain_audit_entry() returns trigger
language plpgsql as $$
declare
  last steward.audit_log;
begin
  perform pg_advisory_xact_lock(hashtext('steward.audit_log'));
  select * into last from steward.audit_log order by id desc limit 1;
  new.id := coalesce(last.id, 0) + 1;
  new.at := clock_timestamp();
  new.previous_hash := coalesce(last.hash, '\\x'::bytea);
  new.hash := steward.audit_entry_hash(new);
  return new;
end
$$;
create trigger chain_audit_entry before insert on steward.audit_log
  for each row execute function steward.chain_audit_entry()`;

const appendOnly = `
create function steward.refuse_audit_change() returns trigger
language plpgsql as $$
begin
  raise exception 'The audit log is append-only: % is refused.', tg_op using errcode = 'insufficient_privilege';
end
$$;
create trigger append_only before update or delete on steward.audit_log
  for each row execute function steward.refuse_audit_change();
create trigger append_only_whole before truncate on steward.audit_log
  for each statement execute function steward.refuse_audit_change()`;

/** Reads the whole chain. Returns the number of the first entry that does not continue the one before it, or null. */
const verification = `
create function steward.verify_audit_log() returns bigint
language sql stable as $$
  select min(checked.id) from (
    select entry.id,
      entry.hash = steward.audit_entry_hash(entry)
        and entry.previous_hash = coalesce(lag(entry.hash) over numbered, '\\x'::bytea)
        and entry.id = coalesce(lag(entry.id) over numbered, 0) + 1 as sound
    from steward.audit_log entry
    window numbered as (order by entry.id)
  ) checked
  where not checked.sound
$$`;

/**
 * Makes a FlakeId of its three parts (behaviour.md 1.7). Sequence numbers above 65,535 continue in the next
 * milliseconds.
 */
const flakeAt = `
create function steward.flake_at(milliseconds bigint, worker text, sequence bigint) returns uuid
language sql immutable as $$
  select (lpad(to_hex(milliseconds + sequence / 65536), 16, '0') || worker || lpad(to_hex(sequence % 65536), 4, '0'))::uuid
$$`;

/** The base-62 text of a FlakeId (behaviour.md 1.7), for statements that write thousands of them. */
const flakeText = `
create function steward.flake_text(id uuid) returns text
language plpgsql immutable as $$
declare
  hex text := replace(id::text, '-', '');
  rest numeric := 0;
  digits text := '';
begin
  for position in 0..3 loop
    rest := rest * 4294967296 + ('x' || substr(hex, position * 8 + 1, 8))::bit(32)::bigint;
  end loop;
  if rest < 18446744073709551616 then
    return rest::text;
  end if;
  while rest > 0 loop
    digits := substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', (rest % 62)::integer + 1, 1)
      || digits;
    rest := div(rest, 62);
  end loop;
  return digits;
end
$$`;

/**
 * JSON without white space and with keys in byte order, as Akkoma writes the payload of a publish job. For the values
 * of an object, it only calls itself for those that are not empty: with thousands of rows, these calls take most of the
 * time.
 */
const compactJson = `
create function steward.compact_json(value jsonb) returns text
language plpgsql immutable as $$
begin
  case jsonb_typeof(value)
    when 'object' then
      return (
        select '{' || coalesce(string_agg(
          to_jsonb(key)::text || ':' || case
            when jsonb_typeof(item) in ('object', 'array') and item not in ('{}', '[]') then steward.compact_json(item)
            else item::text end,
          ',' order by key collate "C"), '') || '}'
        from jsonb_each(value) as entry (key, item));
    when 'array' then
      return (
        select '[' || coalesce(string_agg(
          case when jsonb_typeof(item) in ('object', 'array') then steward.compact_json(item) else item::text end,
          ',' order by place), '') || ']'
        from jsonb_array_elements(value) with ordinality as entry (item, place));
    else
      return value::text;
  end case;
end
$$`;
