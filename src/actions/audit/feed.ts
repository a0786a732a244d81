import { sql } from 'kysely';
import type { Database, Em } from '../../database/connection/connection.ts';
import type { Json } from '../../text/reply.ts';

/** An entry of the audit log, as a channel is told of it. */
export interface FeedEntry {
  readonly id: number;
  readonly at: Date;
  readonly event: string;
  readonly actionId: number | null;
  readonly actor: string;
  readonly command: string;
  /** The account or instance acted on; null where there is none. */
  readonly target: string | null;
  readonly args: Json;
  readonly reason: string | null;
  readonly detail: Json;
  /** The first eight hex digits of its hash. */
  readonly hash: string;
}

/** What is to be posted in one message, up to `through` included; entries that nobody is told of lie in between. */
export interface FeedBatch {
  readonly entries: readonly FeedEntry[];
  readonly through: number;
  /** Whether someone has begun to post it before: it may be there already. */
  readonly again: boolean;
}

/** What one channel has still to be told of the audit log. */
export interface AuditFeed {
  /**
   * The next batch, or null where there is none. Where it ends is written down before it is returned: whoever asks again,
   * after a crash or on another replica, gets the same one until it is posted, however much the log has grown.
   *
   * @param fitting how many of these entries, from the first one on, go into one message; one at least.
   */
  next(fitting: (entries: readonly FeedEntry[]) => number): Promise<FeedBatch | null>;
  /** Goes on after a batch. Where another replica has done so already, nothing changes. */
  posted(batch: FeedBatch): Promise<void>;
}

/** As many entries are looked at for one message. */
const reach = 50;

/**
 * Has a channel that is seen for the first time told of what comes from now on. To be done before there can be any entry that
 * it is to be told of: at the start, before anything is done.
 */
export async function followAuditLog(em: Em, channelId: string): Promise<void> {
  await sql`
    insert into steward.audit_channels (channel_id, last_entry)
    values (${channelId}, coalesce((select max(id) from steward.audit_log), 0))
    on conflict do nothing`.execute(em.getKysely());
}

/** The feed of a channel; as `followAuditLog`, if it has not been followed. */
export function createAuditFeed({ database }: { readonly database: Database }, channelId: string): AuditFeed {
  return {
    next: (fitting) =>
      database.em.fork().transactional(async (em) => {
        const { last, posting } = await lockChannel(em, channelId);
        const untold = await entriesAfter(em, last, posting);
        const through = posting ?? endOf(untold, fitting);
        if (through === null) return null;
        if (posting === null) {
          await sql`
            update steward.audit_channels set posting = ${through} where channel_id = ${channelId}`.execute(
            em.getKysely(),
          );
        }
        const entries = untold.filter(({ id, event }) => id <= through && isTold(event));
        return { entries, through, again: posting !== null };
      }),

    posted: async ({ through }) => {
      await sql`
        update steward.audit_channels set last_entry = posting, posting = null
        where channel_id = ${channelId} and posting = ${through}`.execute(database.em.fork().getKysely());
    },
  };
}

/** That something begins is told by how it ends. */
const isTold = (event: string): boolean => event !== 'action.running';

/** The last entry that goes into the next message, with those behind it that nobody is told of. */
function endOf(
  entries: readonly FeedEntry[],
  fitting: (entries: readonly FeedEntry[]) => number,
): number | null {
  const entriesToShow = entries.filter(({ event }) => isTold(event));
  const firstLeft = entriesToShow[Math.max(1, fitting(entriesToShow))];
  return (
    (firstLeft === undefined ? entries : entries.filter(({ id }) => id < firstLeft.id)).at(-1)?.id ?? null
  );
}

/** Locks the channel's row to the end of the transaction; made here the first time. */
async function lockChannel(em: Em, channelId: string): Promise<{ last: number; posting: number | null }> {
  await followAuditLog(em, channelId);
  const { rows } = await sql<{ last: number; posting: number | null }>`
    select last_entry::float8 as last, posting::float8 as posting from steward.audit_channels
    where channel_id = ${channelId} for update`.execute(em.getKysely());
  const [row] = rows;
  if (row === undefined) throw new Error('The database returned no row for the audit channel');
  return row;
}

/** @param through where a batch that was begun ends; it has no more entries than are looked at for one. */
async function entriesAfter(em: Em, last: number, through: number | null): Promise<FeedEntry[]> {
  const { rows } = await sql<FeedEntry>`
    select entry.id::float8 as id, entry.at, entry.event, entry.action_id::float8 as "actionId",
      entry.actor_name as actor, entry.command, action.plan ->> 'target' as target, entry.args, entry.reason,
      entry.detail, left(encode(entry.hash, 'hex'), 8) as hash
    from steward.audit_log entry left join steward.actions action on action.id = entry.action_id
    where entry.id > ${last}::bigint and (${through}::bigint is null or entry.id <= ${through}::bigint)
    order by entry.id limit ${reach}`.execute(em.getKysely());
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}
