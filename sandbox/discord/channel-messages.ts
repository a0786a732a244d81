import { MessageCreateRequestSchema, MessageEditRequestPartialSchema } from 'discord-api-spec/zod';
import {
  type APIMessage,
  type APITextChannel,
  type APIThreadChannel,
  ChannelType,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import {
  invalidForm,
  missingAccess,
  missingPermissions,
  unknownChannel,
  unknownMessage,
} from './api-error.ts';
import { checkForm } from './form-check.ts';
import type { Guild } from './guild.ts';
import type { MessageBody, UploadedFile } from './message-body.ts';
import { messageProblems } from './message-limits.ts';
import type { MessageStore } from './message-store.ts';

/** How long a repeated nonce means the same message, in milliseconds. Discord says "the past few minutes". */
const NONCE_LIFETIME = 5 * 60 * 1000;

/**
 * The bot's access to channels and their messages. Every method throws an ApiError when the channel is unknown or the
 * bot's permissions in it do not suffice.
 */
export interface ChannelMessages {
  channel(id: string): APITextChannel | APIThreadChannel;
  list(channelId: string, limit: number): APIMessage[];
  get(channelId: string, id: string): APIMessage;
  create(channelId: string, body: unknown, files: readonly UploadedFile[]): APIMessage;
  edit(channelId: string, id: string, body: unknown, files: readonly UploadedFile[]): APIMessage;
  remove(channelId: string, id: string): void;
}

/** @see https://discord.com/developers/docs/resources/message#create-message */
export function createChannelMessages(
  guild: Guild,
  messages: MessageStore,
  now: () => number,
): ChannelMessages {
  const nonces = new Map<string, { id: string; at: number }>();

  function enter(channelId: string, needed = 0n) {
    const channel = [...guild.allChannels, ...guild.threads].find(({ id }) => id === channelId);
    if (!channel) {
      throw unknownChannel();
    }
    const held = guild.permissions(guild.botMember, channelId);
    // The bot is a member of no private thread.
    if ((held & PermissionFlagsBits.ViewChannel) === 0n || channel.type === ChannelType.PrivateThread) {
      throw missingAccess();
    }
    if ((held & needed) !== needed) {
      throw missingPermissions();
    }
    return { guildId: guild.id, channel };
  }

  function find(channelId: string, id: string): APIMessage {
    enter(channelId);
    const stored = messages.find(id);
    // An ephemeral message can be reached only through its interaction.
    if (!stored || stored.message.channel_id !== channelId || stored.onlyFor !== undefined) {
      throw unknownMessage();
    }
    return stored.message;
  }

  function repeated(key: string): APIMessage | undefined {
    const known = nonces.get(key);
    return known && now() - known.at < NONCE_LIFETIME ? messages.find(known.id)?.message : undefined;
  }

  function refuseUnknownReference(channelId: string, { message_reference: reference }: MessageBody): void {
    const missing = reference && messages.find(reference.message_id)?.message.channel_id !== channelId;
    if (missing && reference.fail_if_not_exists !== false) {
      throw invalidForm([
        { path: ['message_reference'], code: 'REPLIES_UNKNOWN_MESSAGE', message: 'Unknown message' },
      ]);
    }
  }

  return {
    channel: (id) => enter(id).channel,
    list(channelId, limit) {
      enter(channelId, PermissionFlagsBits.ReadMessageHistory);
      return messages.inChannel(channelId).reverse().slice(0, limit);
    },
    get: find,
    create(channelId, body, files) {
      const isThread = guild.threads.some(({ id }) => id === channelId);
      const place = enter(
        channelId,
        isThread ? PermissionFlagsBits.SendMessagesInThreads : PermissionFlagsBits.SendMessages,
      );
      const form = checkForm(MessageCreateRequestSchema, body, messageProblems);
      refuseUnknownReference(channelId, form);
      const key = form.enforce_nonce && form.nonce != null ? `${channelId}/${form.nonce}` : undefined;
      const before = key && repeated(key);
      const replyTo = form.message_reference?.message_id;
      const message = before || messages.create({ place, replyTo }, form, files);
      if (key && !before) {
        nonces.set(key, { id: message.id, at: now() });
      }
      // Only the response to the creation has the nonce. The stored message has none.
      return form.nonce == null ? message : { ...message, nonce: form.nonce };
    },
    edit(channelId, id, body, files) {
      const { id: found } = find(channelId, id);
      return messages.edit(found, checkForm(MessageEditRequestPartialSchema, body, messageProblems), files);
    },
    remove(channelId, id) {
      messages.remove(find(channelId, id).id);
    },
  };
}
