import { sql } from 'kysely';
import type { Database, Em } from '../../database/connection/connection.ts';
import type { Json } from '../../text/reply.ts';

/** An entry of the audit log with all that a post about it shows. */
export interface FeedEntry {
  readonly id: number;
  readonly at: Date;
  readonly event: string;
  readonly actionId: number | null;
  readonly actor: string;
  /** The command or operation, such as `user.deactivate`. */
  readonly command: string;
  /** The plan and the arguments of its action as they are stored; null where there is none. */
  readonly plan: Json;
  readonly actionArgs: Json;
  /** Where the card of its action is; null where there is none. */
  readonly guildId: string | null;
  readonly channelId: string | null;
  readonly messageId: string | null;
  readonly args: Json;
  readonly reason: string | null;
  readonly detail: Json;
  /** Who approved or retried its action last, if a job ran the action then and this entry is about that run. */
  readonly ranBy: string | null;
  /**
   * Whether more is known in a moment: the card to which its post links, of its action or of the one that undid that, or
   * the run that it started.
   */
  readonly isAwaited: boolean;
  /** The first eight hex digits of its hash. */
  readonly hash: string;
}

/**
 * The entries for one message. The batch covers the log up to and including `through`.
 */
export interface FeedBatch {
  readonly entries: readonly FeedEntry[];
  readonly through: number;
  /** Whether a process began to post this batch before: the message may exist already. */
  readonly again: boolean;
}

/** The entries of the audit log that a channel has not received yet. */
export interface AuditFeed {
  /**
   * Returns the next batch, null where there is none, or `soon` where more is known in a moment about the next entry.
   * The end of the batch is stored before it is returned: until the batch is posted, a caller after a crash or on
   * another process gets the same batch, even if the log has grown.
   *
   * @param fitting returns how many of these entries, from the first one on, fit into one message; at least one.
   */
  next(fitting: (entries: readonly FeedEntry[]) => number): Promise<FeedBatch | 'soon' | null>;
  /** Marks the batch as posted. Does nothing if another process has already done so. */
  posted(batch: FeedBatch): Promise<void>;
}

/** The number of entries that are read for one message. */
const entriesRead = 50;

/** For how many seconds an entry waits for the card of its action, or the run that it started. */
const awaited = 10;

/**
 * Registers a channel that is seen for the first time: it receives the entries from now on. Call this at start, before
 * any action can run, so that the channel misses no entry.
 */
export async function followAuditLog(em: Em, channelId: string): Promise<void> {
  await sql`
    insert into steward.audit_channels (channel_id, last_entry)
    values (${channelId}, coalesce((select max(id) from steward.audit_log), 0))
    on conflict do nothing`.execute(em.getKysely());
}

/** Returns the feed of a channel. The first use registers the channel as `followAuditLog` does. */
export function createAuditFeed({ database }: { readonly database: Database }, channelId: string): AuditFeed {
  return {
    next: (fitting) =>
      database.em.fork().transactional(async (em) => {
        const { last, posting } = await lockChannel(em, channelId);
        const unposted = await entriesAfter(em, last, posting);
        const through = posting ?? endOf(withoutAwaited(unposted), fitting);
        if (through === null) return unposted.some(hasLine) ? 'soon' : null;
        if (posting === null) {
          await sql`
            update steward.audit_channels set posting = ${through} where channel_id = ${channelId}`.execute(
            em.getKysely(),
          );
        }
        return { entries: unposted.filter(({ id }) => id <= through), through, again: posting !== null };
      }),

    posted: async ({ through }) => {
      await sql`
        update steward.audit_channels set last_entry = posting, posting = null
        where channel_id = ${channelId} and posting = ${through}`.execute(database.em.fork().getKysely());
    },
  };
}

/** Whether an entry has a line of its own. The start of a run has none: its mark stands below the next line. */
export const hasLine = ({ event }: Pick<FeedEntry, 'event'>): boolean => event !== 'action.running';

/** The entries before the first one about which more is known in a moment: the order of the log is kept. */
function withoutAwaited(entries: readonly FeedEntry[]): readonly FeedEntry[] {
  const first = entries.findIndex(({ isAwaited }) => isAwaited);
  return first === -1 ? entries : entries.slice(0, first);
}

/** Returns the id of the last entry of the next message, which ends with a line; null where there is no line yet. */
function endOf(
  entries: readonly FeedEntry[],
  fitting: (entries: readonly FeedEntry[]) => number,
): number | null {
  const last = entries.slice(0, Math.max(1, fitting(entries))).findLast(hasLine);
  // So many runs at a time have no line that nothing else would be read.
  return last?.id ?? (entries.length === entriesRead ? entries.at(-1)?.id : null) ?? null;
}

/** Locks the row of the channel until the transaction ends. Inserts it the first time. */
async function lockChannel(em: Em, channelId: string): Promise<{ last: number; posting: number | null }> {
  await followAuditLog(em, channelId);
  const { rows } = await sql<{ last: number; posting: number | null }>`
    select last_entry::float8 as last, posting::float8 as posting from steward.audit_channels
    where channel_id = ${channelId} for update`.execute(em.getKysely());
  const [row] = rows;
  if (row === undefined) throw new Error('The database returned no row for the audit channel');
  return row;
}

/** An approval or a retry starts a job, which begins with an entry; "Run now" does not. */
const ranBy = sql`(
  select start.actor_name from steward.audit_log start
  where start.action_id = entry.action_id and start.event = 'action.approved' and start.id < entry.id
    and entry.event in ('action.done', 'action.begun', 'action.following') and entry.detail -> 'followed' is null
    and exists (
      select from steward.audit_log run
      where run.action_id = entry.action_id and run.event = 'action.running' and run.id between start.id and entry.id)
  order by start.id desc limit 1)`;

/**
 * @param through the end of the batch in progress, which never has more than `entriesRead` entries; null where there is none.
 */
async function entriesAfter(em: Em, last: number, through: number | null): Promise<FeedEntry[]> {
  const { rows } = await sql<FeedEntry>`
    select entry.id::float8 as id, entry.at, entry.event, entry.action_id::float8 as "actionId",
      entry.actor_name as actor, entry.command, action.plan, action.args as "actionArgs", action.guild_id as "guildId",
      action.channel_id as "channelId", action.message_id as "messageId", entry.args, entry.reason, entry.detail,
      ${ranBy} as "ranBy",
      coalesce(entry.at > clock_timestamp() - make_interval(secs => ${awaited}::float8) and (
        exists (
          select from steward.actions undrawn
          where undrawn.id = coalesce(
              case when entry.event in ('action.undone', 'action.kept') then (entry.detail ->> 'by')::bigint end,
              entry.action_id)
            and undrawn.visibility = 'public' and undrawn.message_id is null and undrawn.drawn < undrawn.revision
            and num_nulls(undrawn.guild_id, undrawn.channel_id) = 0)
        or entry.event = 'action.approved' and action.state in ('approved', 'running')
      ), false) as "isAwaited",
      left(encode(entry.hash, 'hex'), 8) as hash
    from steward.audit_log entry left join steward.actions action on action.id = entry.action_id
    where entry.id > ${last}::bigint and (${through}::bigint is null or entry.id <= ${through}::bigint)
    order by entry.id limit ${entriesRead}`.execute(em.getKysely());
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}
