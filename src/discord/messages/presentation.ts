import {
  type ButtonInteraction,
  type CommandInteraction,
  DiscordAPIError,
  MessageFlags,
  type ModalSubmitInteraction,
  RESTJSONErrorCodes,
  Routes,
} from 'discord.js';
import type { Logger } from 'pino';
import { addLogContext, addMissingLogContext, millisecondsToAnswer } from '../../log/log-context.ts';
import type { Reply } from '../../text/reply.ts';
import type { ConcurrencyLimit } from '../concurrency-limit.ts';
import { addressedTo } from './addressed.ts';
import type { CommandIds } from './command-mention.ts';
import { type Message, messageOf } from './message.ts';

type Answerable = CommandInteraction | ButtonInteraction | ModalSubmitInteraction;

/**
 * Waits for a request that only shows something. A failure is logged and has no other effect, since the work that it
 * shows is done. Code that can fail for other reasons, such as building the message, must run before this call.
 *
 * @returns whether it was shown.
 */
export async function present(log: Logger, what: string, shown: Promise<unknown>): Promise<boolean> {
  return (await failureOf(log, what, shown)) === null;
}

/**
 * Waits for a deferral. `repeated`: Discord already had it, from another delivery of the interaction or from an attempt
 * whose response was lost; the outcome is still shown. `lost`: nothing can be shown in answer to the interaction.
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

const isUnknownMessage = (error: unknown): boolean =>
  error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.UnknownMessage;

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
    // Where two copies of the bot get the same interaction, one is too late. This needs no warning.
    log[isRepeated(error) ? 'debug' : 'warn']({ err: error, what }, 'an answer could not be shown');
    return { error };
  }
}

interface Repeated {
  readonly log: Logger;
  readonly isShownElsewhere: (interactionId: string) => Promise<boolean>;
}

/**
 * Ends an interaction that another delivery has claimed. That one shows its outcome in the answer, whichever deferral
 * Discord has accepted. If it was posted to the channel before this deferral, the deferral is deleted.
 */
export async function endRepeated(
  { log, isShownElsewhere }: Repeated,
  interaction: Answerable,
  deferred: Where['deferred'],
): Promise<void> {
  addLogContext({ outcome: 'repeated' });
  if (deferred !== 'first' || !(await isShownElsewhere(interaction.id))) return;
  await present(log, 'deletion', interaction.webhook.deleteMessage('@original'));
}

interface Where {
  readonly visibility: 'private' | 'public';
  readonly deferred: Awaited<ReturnType<typeof deferral>>;
}

/**
 * Shows the outcome of a deferred interaction. If that fails, for instance because Discord no longer knows the
 * interaction, a public outcome is posted to the channel as an ordinary message, and a private one is not shown.
 *
 * @returns whether it was shown.
 */
export async function showOutcome(
  { log, commandIds }: { readonly log: Logger; readonly commandIds: CommandIds },
  interaction: Answerable,
  reply: Reply,
  { visibility, deferred }: Where,
): Promise<boolean> {
  const message = messageOf(reply, commandIds);
  if (visibility === 'public' && reply.onlyForCaller === true) {
    const isHeard = await whisper(log, interaction, message, deferred);
    // A button that only the caller may press is not posted to the channel.
    if (isHeard || reply.card !== undefined || interaction.channelId === null) return isHeard;
    return present(log, 'channel message', sendToChannel(interaction, interaction.channelId, message));
  }
  // Through the webhook: after a failed deferral, discord.js would refuse an edit that Discord accepts.
  const edited = await present(
    log,
    'edit',
    // An edit keeps the earlier files unless it sets `attachments`.
    interaction.webhook.editMessage('@original', { ...message, attachments: [] }),
  );
  if (edited || visibility === 'private' || interaction.channelId === null) return edited;
  return present(log, 'channel message', sendToChannel(interaction, interaction.channelId, message));
}

/**
 * Deletes the public deferral, and answers with an ephemeral message. Of two copies of the bot that get the same
 * interaction, the one that deletes the deferral answers.
 */
async function whisper(
  log: Logger,
  interaction: Answerable,
  message: Message,
  deferred: Where['deferred'],
): Promise<boolean> {
  const failure = await failureOf(log, 'deletion', interaction.webhook.deleteMessage('@original'));
  if (deferred !== 'lost' && isUnknownMessage(failure?.error)) return true;
  const word = interaction.webhook.send({ ...message, flags: MessageFlags.Ephemeral });
  return present(log, 'follow-up', word);
}

/** Whether the public part of the reply is an action's card, which the job `card` draws. */
export const isDrawnByCardJob = (
  { card, tone }: Reply,
  where: { readonly visibility?: string; readonly answeredBy?: string },
): boolean =>
  card !== undefined &&
  card.actionId > 0 &&
  tone !== 'information' &&
  (where.visibility === 'public' || where.answeredBy === 'message');

/** Posts the message to the channel. Discord drops duplicates by the nonce. */
async function sendToChannel(
  { client, id, user }: Answerable,
  channelId: string,
  { content, embeds, components, files, allowedMentions }: Message,
): Promise<void> {
  const drawn = embeds.map((embed) => embed.toJSON());
  await client.rest.post(Routes.channelMessages(channelId), {
    body: {
      content: addressedTo(user.id, { content, embeds: drawn }),
      embeds: drawn,
      components: components.map((row) => row.toJSON()),
      allowed_mentions: allowedMentions,
      nonce: id,
      enforce_nonce: true,
    },
    files: files.map(({ attachment, name }) => ({ data: attachment, name })),
  });
}
