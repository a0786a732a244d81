import { type APIMessage, DiscordAPIError, type REST, Routes, type Snowflake } from 'discord.js';
import type { Logger } from 'pino';
import { createAuditFeed, type FeedBatch, type FeedEntry } from '../../actions/index.ts';
import type { Database } from '../../database/connection/connection.ts';
import { auditLine, markOf } from './audit-line.ts';
import { clip, limits } from './limits.ts';

interface AuditChannelOptions {
  readonly database: Database;
  readonly rest: REST;
  readonly channelId: Snowflake;
  readonly log: Logger;
}

/**
 * Tells a channel of the audit log: a line for every entry, in order, each once. Call it when there are new entries, and
 * once at the start, from which on the channel is told.
 *
 * A message is posted under the number of its first entry as its nonce, so that Discord makes it once however often it is
 * sent within minutes. Discord forgets nonces after that: whoever goes on with what another began looks for it first.
 *
 * @throws whatever Discord or the database says, by what is returned: then call it again, and it goes on where it was.
 */
export function createAuditChannel({
  database,
  rest,
  channelId,
  log,
}: AuditChannelOptions): () => Promise<void> {
  const feed = createAuditFeed({ database }, channelId);
  const post = async (batch: FeedBatch, first: FeedEntry): Promise<void> => {
    await rest.post(Routes.channelMessages(channelId), {
      body: {
        content: clip(batch.entries.map(auditLine).join('\n'), limits.content),
        allowed_mentions: { parse: [] },
        nonce: `audit-${first.id}`,
        enforce_nonce: true,
      },
    });
  };

  return async () => {
    for (;;) {
      const batch = await feed.next(fitting);
      if (batch === null) return;
      const [first] = batch.entries;
      const isThere = first !== undefined && batch.again && (await isPosted(rest, channelId, first, log));
      if (first !== undefined && !isThere) await post(batch, first);
      await feed.posted(batch);
    }
  };
}

/** How many entries, from the first one on, fit into a message. */
function fitting(entries: readonly FeedEntry[]): number {
  let room: number = limits.content;
  const over = entries.findIndex((entry) => {
    room -= auditLine(entry).length + 1;
    // The last line has no break behind it.
    return room < -1;
  });
  return over < 0 ? entries.length : over;
}

/** Whether the bot's own message that begins with an entry is among the newest of the channel. */
async function isPosted(rest: REST, channelId: Snowflake, entry: FeedEntry, log: Logger): Promise<boolean> {
  try {
    const { id: own } = (await rest.get(Routes.user())) as { id: Snowflake };
    const newest = (await rest.get(Routes.channelMessages(channelId), {
      query: new URLSearchParams({ limit: '100' }),
    })) as APIMessage[];
    return newest.some(({ author, content }) => author.id === own && content.includes(markOf(entry)));
  } catch (error) {
    // It is not allowed to read there; what is left is the nonce.
    if (!(error instanceof DiscordAPIError && error.status === 403)) throw error;
    log.warn({ err: error }, 'the audit channel cannot be read back: let the bot read its message history');
    return false;
  }
}
