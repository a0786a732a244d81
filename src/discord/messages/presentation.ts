import {
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  DiscordAPIError,
  MessageFlags,
  type ModalSubmitInteraction,
  RESTJSONErrorCodes,
  Routes,
  userMention,
} from 'discord.js';
import type { Logger } from 'pino';
import { addMissingLogContext, millisecondsToAnswer } from '../../log/log-context.ts';
import type { Reply } from '../../text/reply.ts';
import type { ConcurrencyLimit } from '../concurrency-limit.ts';
import { clip, limits } from './limits.ts';
import { type Message, messageOf } from './message.ts';

type Answerable = ChatInputCommandInteraction | ButtonInteraction | ModalSubmitInteraction;

/**
 * Waits for something that only shows. A failure to show is written down and otherwise changes nothing: what was to be
 * shown has happened. Whatever can fail for another reason, such as making the message, comes before.
 *
 * @returns whether it was shown.
 */
export async function present(log: Logger, what: string, shown: Promise<unknown>): Promise<boolean> {
  return (await failureOf(log, what, shown)) === null;
}

/**
 * Waits for a deferral. `repeated`: Discord had it already, from another delivery of the interaction or from an attempt
 * of which the answer was lost; what comes next is shown all the same. `lost`: nothing can be shown there.
 */
export async function deferral(
  { log, concurrency }: { readonly log: Logger; readonly concurrency: ConcurrencyLimit },
  deferred: Promise<unknown>,
): Promise<'first' | 'repeated' | 'lost'> {
  const failure = await failureOf(log, 'deferral', deferred);
  concurrency.noteAnswerTime(millisecondsToAnswer());
  if (failure === null) return 'first';
  return isRepeated(failure.error) ? 'repeated' : 'lost';
}

const isRepeated = (error: unknown): boolean =>
  error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged;

async function failureOf(
  log: Logger,
  what: string,
  shown: Promise<unknown>,
): Promise<{ readonly error: unknown } | null> {
  try {
    await shown;
    addMissingLogContext({ answered: performance.now() });
    return null;
  } catch (error) {
    // Of two replicas that hear of something, one is too late: that is nothing to be warned of.
    log[isRepeated(error) ? 'debug' : 'warn']({ err: error, what }, 'an answer could not be shown');
    return { error };
  }
}

/**
 * Shows the outcome of a deferred interaction. Where Discord does not know the interaction any more, an outcome that is
 * for everybody goes to the channel as an ordinary message; one that is for the caller alone goes nowhere.
 *
 * @returns whether it was shown.
 */
export async function showOutcome(
  log: Logger,
  interaction: Answerable,
  reply: Reply,
  visibility: 'private' | 'public',
): Promise<boolean> {
  const message = messageOf(reply);
  if (visibility === 'public' && isForOneAlone(reply)) return whisper(log, interaction, message);
  // By the webhook itself: after a deferral that failed, the client would refuse an edit that Discord accepts.
  const edited = await present(
    log,
    'edit',
    // An edit keeps the files of the message before unless it is told not to.
    interaction.webhook.editMessage('@original', { ...message, attachments: [] }),
  );
  if (edited || visibility === 'private' || interaction.channelId === null) return edited;
  return present(log, 'channel message', sendToChannel(interaction, interaction.channelId, message));
}

/** What is asked of whoever typed something is nobody else's to answer. */
const isForOneAlone = ({ card }: Reply): boolean => card?.buttons.some(({ kind }) => kind === 'why') === true;

/** Takes a deferral back that everybody sees, and tells the person alone. */
async function whisper(log: Logger, interaction: Answerable, message: Message): Promise<boolean> {
  await present(log, 'deletion', interaction.webhook.deleteMessage('@original'));
  const word = interaction.webhook.send({ ...message, flags: MessageFlags.Ephemeral });
  return present(log, 'follow-up', word);
}

/** Whether what everybody is to see is on an action's card: that is drawn by whoever brings cards up to date. */
export const isOnCard = (
  { card, tone }: Reply,
  where: { readonly visibility?: string; readonly answeredBy?: string },
): boolean =>
  card !== undefined &&
  card.actionId > 0 &&
  tone !== 'information' &&
  (where.visibility === 'public' || where.answeredBy === 'message');

/** The nonce makes it one message, however often it is sent. */
async function sendToChannel(
  { client, id, user }: Answerable,
  channelId: string,
  { content, embeds, components, files, allowedMentions }: Message,
): Promise<void> {
  await client.rest.post(Routes.channelMessages(channelId), {
    body: {
      content: clip(`${userMention(user.id)} ${content}`, limits.content),
      embeds: embeds.map((embed) => embed.toJSON()),
      components: components.map((row) => row.toJSON()),
      allowed_mentions: allowedMentions,
      nonce: id,
      enforce_nonce: true,
    },
    files: files.map(({ attachment, name }) => ({ data: attachment, name })),
  });
}
