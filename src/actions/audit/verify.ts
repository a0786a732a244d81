import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';

/** An entry that someone kept the hash of, elsewhere. */
export interface KeptHash {
  readonly id: number;
  /** In hex; as many digits of its beginning as were kept. */
  readonly hash: string;
}

export interface LogMark {
  readonly id: number;
  readonly at: Date;
  /** In hex. */
  readonly hash: string;
}

/** An entry that does not follow from those before it. */
export interface BrokenEntry {
  readonly id: number;
  readonly at: Date;
  readonly event: string;
  readonly actor: string;
  readonly command: string;
  readonly reason: string | null;
  /**
   * `altered`: it is not what its hash was made from. `gap`: entries before it are missing, or in another order. `severed`:
   * it was made to follow another entry than the one that stands before it.
   */
  readonly fault: 'altered' | 'gap' | 'severed';
}

/** A kept hash that the log does not bear out. */
export interface Contradiction {
  readonly kept: KeptHash;
  /** What the entry has instead, in hex; null where there is no such entry any more. */
  readonly found: string | null;
}

export interface Verification {
  /** How many entries were found sound, from the first one on. */
  readonly entries: number;
  readonly first: LogMark | null;
  readonly last: LogMark | null;
  readonly broken: BrokenEntry | null;
  readonly contradictions: readonly Contradiction[];
}

/** As many entries are looked at by one statement; what that takes of memory is all that it ever takes. */
const batch = 10_000;

/**
 * The hash that an entry must have. Written out here although the schema has a function for it: whoever may rewrite the log
 * may rewrite that too.
 */
const due = sql`sha256(entry.previous_hash || convert_to(jsonb_build_array(
  entry.id, (extract(epoch from entry.at) * 1000000)::bigint, entry.event, entry.action_id, entry.interaction_id,
  entry.actor_id, entry.actor_name, entry.source, entry.command, entry.args, entry.reason, entry.detail
)::text, 'UTF8'))`;

/**
 * Reads the whole audit log, a batch at a time: whether every entry is what its hash says and follows the one before, up to
 * the first that does not; and whether the entries of which a hash was kept elsewhere still have it.
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
  /** The number of the first entry that is not sound. */
  readonly broken: string | null;
  /** The last sound one; null where there is none. */
  readonly last: { readonly id: string; readonly hash: string } | null;
}

/** @param atStart whether entries before the first number would be found too. */
async function verifyBatch(em: Em, last: { id: string; hash: string }, atStart: boolean): Promise<Batch> {
  const { rows } = await sql<Batch>`
    with page as materialized (
      select entry.id, entry.hash, entry.previous_hash, ${due} as due
      from steward.audit_log entry
      where ${atStart ? sql`true` : sql`entry.id > ${last.id}::bigint`}
      order by entry.id limit ${batch}
    ),
    checked as (
      select id, hash, (
        hash = due
        and previous_hash = coalesce(lag(hash) over numbered, decode(${last.hash}, 'hex'))
        and id = coalesce(lag(id) over numbered, ${last.id}::bigint) + 1
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
      case
        when (entry.hash = ${due}) is not true then 'altered'
        when entry.id <> ${last.id}::bigint + 1 then 'gap'
        else 'severed'
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
  return kept
    .map((each) => ({ kept: each, found: hashes.get(each.id) ?? null }))
    .filter(({ kept: { hash }, found }) => found === null || !found.startsWith(hash));
}
