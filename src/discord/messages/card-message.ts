import { isDeepStrictEqual } from 'node:util';
import { type REST, Routes } from 'discord.js';
import { z } from 'zod';
import type { Reply } from '../../text/reply.ts';
import type { CommandIds } from './command-mention.ts';
import { ifThere } from './if-there.ts';
import { messageOf } from './message.ts';

const shownMessage = z.object({
  id: z.string(),
  content: z.string(),
  embeds: z.array(
    z.object({
      title: z.string().optional(),
      description: z.string().optional(),
      fields: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
    }),
  ),
});
type ShownMessage = z.infer<typeof shownMessage>;

/**
 * The id of the message that a request about a card returns; null where it no longer exists.
 *
 * @throws DiscordAPIError where Discord does not accept the request now.
 */
export async function shownBy(request: Promise<unknown>): Promise<string | null> {
  return (await messageShownBy(request))?.id ?? null;
}

async function messageShownBy(request: Promise<unknown>): Promise<ShownMessage | null> {
  const found = await ifThere(request);
  return found === null ? null : shownMessage.parse(found);
}

/** The body of a message, and its files. */
type Drawn = ReturnType<typeof bodyOf>;

/**
 * Posts a card as a new message. Discord drops a duplicate by its nonce, and returns the existing message. A process
 * that was killed may have posted that message with an earlier state; it is then edited.
 *
 * @param nonce another one for each message of the card that was lost before; at most 25 characters.
 * @returns the id of the message; null where the channel no longer exists.
 */
export async function postOnce(
  rest: REST,
  channelId: string,
  { body, files }: Drawn,
  nonce: string,
): Promise<string | null> {
  const sent = { ...body, nonce, enforce_nonce: true };
  const posted = await messageShownBy(rest.post(Routes.channelMessages(channelId), { body: sent, files }));
  return posted === null || isDeepStrictEqual(wordsOf(posted), wordsOf(body))
    ? (posted?.id ?? null)
    : shownBy(rest.patch(Routes.channelMessage(channelId, posted.id), { body, files }));
}

/**
 * The parts by which two drawings of a card differ: the title names the state, and the history lists what led to it.
 */
const wordsOf = ({ content, embeds }: Pick<ShownMessage, 'content' | 'embeds'>): unknown => ({
  content,
  embeds: embeds.map(({ title, description, fields = [] }) => ({
    title,
    description,
    fields: fields.map(({ name, value }) => [name, value]),
  })),
});

/** The message that shows a card. */
export function bodyOf(card: Reply, commandIds: CommandIds) {
  const { content, embeds, components, files, allowedMentions } = messageOf(card, commandIds);
  return {
    body: {
      content,
      embeds: embeds.map((embed) => embed.toJSON()),
      components: components.map((row) => row.toJSON()),
      allowed_mentions: allowedMentions,
      // An edit keeps the earlier files unless it sets `attachments`.
      attachments: [],
    },
    files: files.map(({ attachment, name }) => ({ data: attachment, name })),
  };
}
