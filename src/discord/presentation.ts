import {
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  DiscordAPIError,
  HTTPError,
  type ModalSubmitInteraction,
  RateLimitError,
  Routes,
} from 'discord.js';
import type { Logger } from 'pino';
import type { Reply } from '../reply.ts';
import { messageOf } from './message.ts';

type Answerable = ChatInputCommandInteraction | ButtonInteraction | ModalSubmitInteraction;

/**
 * Does something that only shows. A failure to show is written down and otherwise changes nothing: what was to be shown
 * has happened.
 *
 * @returns whether it was shown.
 */
export async function present(log: Logger, what: string, show: () => Promise<unknown>): Promise<boolean> {
  try {
    await show();
    return true;
  } catch (error) {
    if (!isPresentationFailure(error)) throw error;
    log.warn({ err: error, what }, 'an answer could not be shown');
    return false;
  }
}

/**
 * Shows the outcome of a deferred interaction. Where Discord does not know the interaction any more, an outcome that is
 * for everybody goes to the channel as an ordinary message; one that is for the caller alone goes nowhere.
 */
export async function showOutcome(
  log: Logger,
  interaction: Answerable,
  reply: Reply,
  visibility: 'private' | 'public',
): Promise<void> {
  // By the webhook itself: after a deferral that failed, the client would refuse an edit that Discord accepts.
  const edited = await present(log, 'edit', () =>
    // An edit keeps the files of the message before unless it is told not to.
    interaction.webhook.editMessage('@original', { ...messageOf(reply), attachments: [] }),
  );
  if (edited || visibility === 'private' || interaction.channelId === null) return;
  await present(log, 'channel message', () => sendToChannel(interaction, interaction.channelId ?? '', reply));
}

/** The nonce makes it one message, however often it is sent. */
async function sendToChannel(
  { client, id, user }: Answerable,
  channelId: string,
  reply: Reply,
): Promise<void> {
  const { content, embeds, allowedMentions } = messageOf(reply);
  await client.rest.post(Routes.channelMessages(channelId), {
    body: {
      content: `<@${user.id}> ${content}`,
      embeds: embeds.map((embed) => embed.toJSON()),
      allowed_mentions: allowedMentions,
      nonce: id,
      enforce_nonce: true,
    },
  });
}

/** Whether it was the way to the eyes that failed: Discord, the network, or what Discord thinks of the interaction. */
function isPresentationFailure(error: unknown): boolean {
  return (
    error instanceof DiscordAPIError ||
    error instanceof HTTPError ||
    error instanceof RateLimitError ||
    (error instanceof Error &&
      ['AbortError', 'TypeError', 'ConnectTimeoutError', 'SocketError'].includes(error.name))
  );
}
