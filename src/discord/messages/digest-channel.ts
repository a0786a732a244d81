import { type REST, Routes, type Snowflake } from 'discord.js';
import { digestPosted, dueDigest } from '../../actions/index.ts';
import type { Database, Em } from '../../database/connection/connection.ts';
import type { Reply } from '../../text/reply.ts';
import type { CommandIds } from './command-mention.ts';
import { messageOf } from './message.ts';

interface DigestChannelOptions {
  readonly database: Database;
  readonly rest: REST;
  readonly channelId: Snowflake;
  readonly commandIds: CommandIds;
  /** Draws the digest of the week before a Monday. */
  draw(em: Em, week: string): Promise<Reply>;
}

/**
 * Creates the handler of the job `digest`, which posts the digest of the last week to a channel once it is due. Discord
 * drops a duplicate by its nonce.
 *
 * @throws the error of Discord or the database, from the returned function. Call it again.
 */
export function createDigestChannel({
  database,
  rest,
  channelId,
  commandIds,
  draw,
}: DigestChannelOptions): () => Promise<void> {
  return async () => {
    const em = database.em.fork();
    const week = await dueDigest(em, channelId);
    if (week === null) return;
    const { content, embeds, files } = messageOf(await draw(em, week), commandIds);
    await rest.post(Routes.channelMessages(channelId), {
      body: {
        content,
        embeds: embeds.map((embed) => embed.toJSON()),
        attachments: files.map(({ description }, index) => ({ id: String(index), description })),
        allowed_mentions: { parse: [] },
        nonce: `digest-${week}`,
        enforce_nonce: true,
      },
      files: files.map(({ attachment, name }) => ({ data: attachment, name })),
    });
    await digestPosted(em, channelId, week);
  };
}
