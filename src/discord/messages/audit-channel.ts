import { setTimeout } from 'node:timers/promises';
import {
  type APIMessage,
  DiscordAPIError,
  MessageFlags,
  type REST,
  Routes,
  type Snowflake,
} from 'discord.js';
import type { Logger } from 'pino';
import { createAuditFeed, type FeedBatch, type FeedEntry, hasLine } from '../../actions/index.ts';
import type { Catalogue } from '../../command/index.ts';
import type { Database } from '../../database/connection/connection.ts';
import { markOf } from './audit-line.ts';
import { auditEmbeds, fitting, isQuiet } from './audit-message.ts';
import type { CommandIds } from './command-mention.ts';

/** The pause before an entry whose card is about to be drawn is looked at again, in milliseconds. */
const pauseMilliseconds = 100;

interface AuditChannelOptions {
  readonly database: Database;
  readonly rest: REST;
  readonly channelId: Snowflake;
  readonly catalogue: Catalogue;
  readonly commandIds: CommandIds;
  readonly log: Logger;
}

/**
 * Creates a function that posts new entries of the audit log to a channel: one line for each act, in order, each once,
 * and the lines of one action together, with a link to its card. It waits a moment for a card that is not drawn yet, and
 * for the run that an approval starts. Call it when there are new entries, and once at the start: a new channel gets
 * the entries from then on.
 *
 * The nonce of a message is the number of its first entry, so that Discord creates the message once even if it is sent
 * again within minutes. Discord forgets nonces after that. So a process that continues a batch that was begun before
 * looks for its message in the channel first.
 *
 * @throws the error of Discord or the database, from the returned function. Call it again: it continues where it was.
 */
export function createAuditChannel({
  database,
  rest,
  channelId,
  log,
  ...words
}: AuditChannelOptions): () => Promise<void> {
  const feed = createAuditFeed({ database }, channelId);
  const post = async (batch: FeedBatch, first: FeedEntry): Promise<void> => {
    await rest.post(Routes.channelMessages(channelId), {
      body: {
        embeds: auditEmbeds(batch.entries, words).map((embed) => embed.toJSON()),
        allowed_mentions: { parse: [] },
        ...(isQuiet(batch.entries) ? { flags: MessageFlags.SuppressNotifications } : {}),
        nonce: `audit-${first.id}`,
        enforce_nonce: true,
      },
    });
  };

  return async () => {
    for (;;) {
      const batch = await feed.next((entries) => fitting(entries, words));
      if (batch === null) return;
      if (batch === 'soon') {
        await setTimeout(pauseMilliseconds);
        continue;
      }
      const [first] = batch.entries.some(hasLine) ? batch.entries : [];
      const isThere = first !== undefined && batch.again && (await isPosted(rest, channelId, first, log));
      if (first !== undefined && !isThere) await post(batch, first);
      await feed.posted(batch);
    }
  };
}

/** Whether the bot's own message that contains the entry is among the newest 100 of the channel. */
async function isPosted(rest: REST, channelId: Snowflake, entry: FeedEntry, log: Logger): Promise<boolean> {
  try {
    const { id: own } = (await rest.get(Routes.user())) as { id: Snowflake };
    const newest = (await rest.get(Routes.channelMessages(channelId), {
      query: new URLSearchParams({ limit: '100' }),
    })) as APIMessage[];
    return newest.some(
      ({ author, embeds }) =>
        author.id === own && embeds.some(({ description }) => description?.includes(markOf(entry)) === true),
    );
  } catch (error) {
    // The bot may not read the channel. Then only the nonce prevents a duplicate.
    if (!(error instanceof DiscordAPIError && error.status === 403)) throw error;
    log.warn({ err: error }, 'the audit channel cannot be read back: let the bot read its message history');
    return false;
  }
}
