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
  /** Whether the card of its action is about to be drawn, so that a post can link to it in a moment. */
  readonly awaitsCard: boolean;
  /** The first eight hex digits of its hash. */
  readonly hash: string;
}

/**
 * The entries for one message. The batch covers the log up to and including `through`; entries that are never posted
 * may lie in between.
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
   * Returns the next batch, null where there is none, or `soon` where the next entry awaits the card of its action. The
   * end of the batch is stored before it is returned: until the batch is posted, a caller after a crash or on another
   * process gets the same batch, even if the log has grown.
   *
   * @param fitting returns how many of these entries, from the first one on, fit into one message; at least one.
   */
  next(fitting: (entries: readonly FeedEntry[]) => number): Promise<FeedBatch | 'soon' | null>;
  /** Marks the batch as posted. Does nothing if another process has already done so. */
  posted(batch: FeedBatch): Promise<void>;
}

/** The number of entries that are read for one message. */
const entriesRead = 50;

/** For how many seconds an entry awaits the card of its action. */
const cardAwaited = 3;

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
        const through = posting ?? endOf(withoutAwaiting(unposted), fitting);
        if (through === null) return unposted.length === 0 ? null : 'soon';
        if (posting === null) {
          await sql`
            update steward.audit_channels set posting = ${through} where channel_id = ${channelId}`.execute(
            em.getKysely(),
          );
        }
        const entries = unposted.filter(({ id, event }) => id <= through && isPosted(event));
        return { entries, through, again: posting !== null };
      }),

    posted: async ({ through }) => {
      await sql`
        update steward.audit_channels set last_entry = posting, posting = null
        where channel_id = ${channelId} and posting = ${through}`.execute(database.em.fork().getKysely());
    },
  };
}

/** Whether an event is posted. `action.running` is not: the end of the run is. */
const isPosted = (event: string): boolean => event !== 'action.running';

/** The entries before the first one that awaits the card of its action: the order of the log is kept. */
function withoutAwaiting(entries: readonly FeedEntry[]): readonly FeedEntry[] {
  const first = entries.findIndex(({ awaitsCard }) => awaitsCard);
  return first === -1 ? entries : entries.slice(0, first);
}

/** Returns the id of the last entry of the next message, including the entries after it that are not posted. */
function endOf(
  entries: readonly FeedEntry[],
  fitting: (entries: readonly FeedEntry[]) => number,
): number | null {
  const entriesToShow = entries.filter(({ event }) => isPosted(event));
  const firstLeft = entriesToShow[Math.max(1, fitting(entriesToShow))];
  return (
    (firstLeft === undefined ? entries : entries.filter(({ id }) => id < firstLeft.id)).at(-1)?.id ?? null
  );
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

/**
 * @param through the end of the batch in progress, which never has more than `entriesRead` entries; null where there is none.
 */
async function entriesAfter(em: Em, last: number, through: number | null): Promise<FeedEntry[]> {
  const { rows } = await sql<FeedEntry>`
    select entry.id::float8 as id, entry.at, entry.event, entry.action_id::float8 as "actionId",
      entry.actor_name as actor, entry.command, action.plan, action.args as "actionArgs", action.guild_id as "guildId",
      action.channel_id as "channelId", action.message_id as "messageId", entry.args, entry.reason, entry.detail,
      coalesce(action.visibility = 'public' and action.message_id is null and action.drawn < action.revision
        and num_nulls(action.guild_id, action.channel_id) = 0
        and entry.at > clock_timestamp() - make_interval(secs => ${cardAwaited}::float8), false) as "awaitsCard",
      left(encode(entry.hash, 'hex'), 8) as hash
    from steward.audit_log entry left join steward.actions action on action.id = entry.action_id
    where entry.id > ${last}::bigint and (${through}::bigint is null or entry.id <= ${through}::bigint)
    order by entry.id limit ${entriesRead}`.execute(em.getKysely());
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}
