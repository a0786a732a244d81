import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';

/** The hash of an entry that was kept outside of the database. */
export interface KeptHash {
  readonly id: number;
  /** In hex. May be a prefix of the hash. */
  readonly hash: string;
}

export interface LogMark {
  readonly id: number;
  readonly at: Date;
  /** In hex. */
  readonly hash: string;
}

/** The first entry that breaks the chain. */
export interface BrokenEntry {
  readonly id: number;
  readonly at: Date;
  readonly event: string;
  readonly actor: string;
  readonly command: string;
  readonly reason: string | null;
  readonly actionId: number | null;
  /**
   * `altered`: its content does not match its hash. `gap`: its number does not follow the one before, since entries
   * before it are missing or in another order. `severed`: its `previous_hash` is not the hash of the entry before it.
   * `action`: the entry is intact, but the row of its action is gone, or says something else than it did then.
   */
  readonly fault: 'altered' | 'gap' | 'severed' | 'action';
}

/** A kept hash that the log contradicts. */
export interface Contradiction {
  readonly kept: KeptHash;
  /** The hash that the entry has instead, in hex; null where the entry no longer exists. */
  readonly found: string | null;
  /**
   * Another entry that has the kept hash; null where none has. The number of an entry is part of its hash, so the kept
   * number was mistyped.
   */
  readonly isOf: number | null;
}

export interface Verification {
  /** The number of valid entries before the first broken one. */
  readonly entries: number;
  readonly first: LogMark | null;
  readonly last: LogMark | null;
  readonly broken: BrokenEntry | null;
  readonly contradictions: readonly Contradiction[];
}

/** The number of entries that one statement checks. It bounds the memory, regardless of the size of the log. */
const batch = 10_000;

/**
 * The hash that an entry must have. The schema has a function for it, but an attacker who can rewrite the log can
 * rewrite that function too. So it is repeated here.
 */
export const entryHash = sql`sha256(entry.previous_hash || convert_to((jsonb_build_array(
  entry.id, (extract(epoch from entry.at) * 1000000)::bigint, entry.event, entry.action_id, entry.interaction_id,
  entry.actor_id, entry.actor_name, entry.source, entry.command, entry.args, entry.reason, entry.detail
) || case when entry.action_hash is null then '[]' else jsonb_build_array(encode(entry.action_hash, 'hex')) end
)::text, 'UTF8'))`;

/** The hash of what an action is, as its row says now; repeated here for the same reason. */
export const actionHash = sql`sha256(convert_to(jsonb_build_array(
  action.id, action.interaction_id, action.operation, action.tier, action.requester_id, action.requester_name,
  action.source, action.guild_id, action.channel_id, action.reason, action.plan, action.fingerprint,
  action.votes_needed, action.visibility, (extract(epoch from action.proposed_at) * 1000000)::bigint
)::text, 'UTF8'))`;

/** Whether the action of an entry still is what it was; entries of before this hash existed say nothing about it. */
const isSameAction = sql`(entry.action_hash is null or (
  select entry.action_hash = ${actionHash} from steward.actions action where action.id = entry.action_id
) is true)`;

/**
 * Verifies the whole audit log, a batch at a time. Checks that every entry matches its hash, follows the one before,
 * and has an action that is what it was, up to the first that does not, and that each kept hash is still the hash of its
 * entry.
 */
export async function verifyAuditLog(em: Em, kept: readonly KeptHash[]): Promise<Verification> {
  let last: { id: string; hash: string } = { id: '0', hash: '' };
  let entries = 0;
  for (;;) {
    const found = await verifyBatch(em, last, entries === 0);
    entries += found.sound;
    if (found.last !== null) last = found.last;
    if (found.broken !== null || found.seen < batch) {
      return {
        entries,
        first: entries === 0 ? null : await markOf(em, '1'),
        last: entries === 0 ? null : await markOf(em, last.id),
        broken: found.broken === null ? null : await describeBroken(em, found.broken, last),
        contradictions: await contradictions(em, kept),
      };
    }
  }
}

interface Batch {
  readonly seen: number;
  readonly sound: number;
  /** The id of the first broken entry. */
  readonly broken: string | null;
  /** The last valid entry; null where there is none. */
  readonly last: { readonly id: string; readonly hash: string } | null;
}

/**
 * @param atStart whether this is the first batch: it has no lower bound, so that entries with an id below 1 are found
 * too.
 */
async function verifyBatch(em: Em, last: { id: string; hash: string }, atStart: boolean): Promise<Batch> {
  const { rows } = await sql<Batch>`
    with page as materialized (
      select entry.id, entry.hash, entry.previous_hash, ${entryHash} as due, ${isSameAction} as same_action
      from steward.audit_log entry
      where ${atStart ? sql`true` : sql`entry.id > ${last.id}::bigint`}
      order by entry.id limit ${batch}
    ),
    checked as (
      select id, hash, (
        hash = due
        and previous_hash = coalesce(lag(hash) over numbered, decode(${last.hash}, 'hex'))
        and id = coalesce(lag(id) over numbered, ${last.id}::bigint) + 1
        and same_action
      ) is true as sound
      from page window numbered as (order by id)
    ),
    broken as (select min(id) as id from checked where not sound),
    sound as (
      select checked.id, checked.hash from checked, broken where checked.id < broken.id or broken.id is null
    )
    select (select count(*)::integer from page) as seen, (select count(*)::integer from sound) as sound,
      (select id::text from broken) as broken,
      (
        select jsonb_build_object('id', id::text, 'hash', encode(hash, 'hex')) from sound order by id desc limit 1
      ) as last`.execute(em.getKysely());
  const [row] = rows;
  if (row === undefined) throw new Error('The database returned no row for a batch of the audit log');
  return row;
}

async function markOf(em: Em, id: string): Promise<LogMark | null> {
  const { rows } = await sql<LogMark>`
    select id::float8 as id, at, encode(hash, 'hex') as hash from steward.audit_log
    where id = ${id}::bigint`.execute(em.getKysely());
  return rows.map((row) => ({ ...row, at: new Date(row.at) }))[0] ?? null;
}

async function describeBroken(
  em: Em,
  id: string,
  last: { readonly id: string; readonly hash: string },
): Promise<BrokenEntry | null> {
  const { rows } = await sql<BrokenEntry>`
    select entry.id::float8 as id, entry.at, entry.event, entry.actor_name as actor, entry.command, entry.reason,
      entry.action_id::float8 as "actionId",
      case
        when (entry.hash = ${entryHash}) is not true then 'altered'
        when entry.id <> ${last.id}::bigint + 1 then 'gap'
        when entry.previous_hash <> decode(${last.hash}, 'hex') then 'severed'
        else 'action'
      end as fault
    from steward.audit_log entry where entry.id = ${id}::bigint limit 1`.execute(em.getKysely());
  return rows.map((row) => ({ ...row, at: new Date(row.at) }))[0] ?? null;
}

async function contradictions(em: Em, kept: readonly KeptHash[]): Promise<Contradiction[]> {
  const ids = kept.map(({ id }) => id);
  const { rows } = await sql<{ id: number; hash: string }>`
    select id::float8 as id, encode(hash, 'hex') as hash from steward.audit_log
    where id = any(${sql.val(ids)}::bigint[])`.execute(em.getKysely());
  const hashes = new Map(rows.map(({ id, hash }) => [id, hash]));
  const contradicted = kept
    .map((each) => ({ kept: each, found: hashes.get(each.id) ?? null }))
    .filter(({ kept: { hash }, found }) => found === null || !found.startsWith(hash));
  return Promise.all(
    contradicted.map(async (each) => ({ ...each, isOf: await entryWith(em, each.kept.hash) })),
  );
}

/** Finds the entry whose hash begins so. It reads the whole log. */
async function entryWith(em: Em, hash: string): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    select id::float8 as id from steward.audit_log where starts_with(encode(hash, 'hex'), ${hash})
    order by id limit 1`.execute(em.getKysely());
  return rows[0]?.id ?? null;
}
