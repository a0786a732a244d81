import {
  type APIMessage,
  type APIMessageInteractionMetadata,
  GatewayDispatchEvents,
  GatewayIntentBits,
  MessageFlags,
  MessageReferenceType,
  MessageType,
} from 'discord-api-types/v10';
import { unknownMessage } from './api-error.ts';
import type { AttachmentStore } from './attachment-store.ts';
import type { Dispatch } from './gateway.ts';
import type { Guild } from './guild.ts';
import type { MessageBody, UploadedFile } from './message-body.ts';
import { compose } from './message-composition.ts';
import type { Place } from './places.ts';

/**
 * A message and who may see it: everybody, or one person if it is ephemeral. When a message changes, a new object
 * replaces the old one.
 */
interface StoredMessage {
  readonly message: APIMessage;
  readonly place: Place;
  readonly onlyFor: string | undefined;
}

/** The properties of a new message besides its body. */
interface MessageOrigin {
  readonly place: Place;
  /** The id of the only person who sees an ephemeral message; undefined if everybody sees it. */
  readonly onlyFor?: string | undefined;
  readonly interaction?: APIMessageInteractionMetadata;
  /** The name of the command that the message answers. */
  readonly commandName?: string | undefined;
  /** The id of the message that this one replies to. If it no longer exists, the new message is an ordinary one. */
  readonly replyTo?: string | undefined;
}

export interface MessageStore {
  create(origin: MessageOrigin, body: MessageBody, files: readonly UploadedFile[]): APIMessage;
  /** Creates the "Steward is thinking…" message of a deferral. */
  createLoading(origin: MessageOrigin): APIMessage;
  edit(id: string, body: MessageBody, files: readonly UploadedFile[]): APIMessage;
  remove(id: string): APIMessage;
  find(id: string): StoredMessage | undefined;
  /** Returns the messages that a person sees in a channel, oldest first. */
  seenBy(personId: string, channelId: string): APIMessage[];
  /** Returns the messages that everybody sees in a channel, oldest first. */
  inChannel(channelId: string): APIMessage[];
}

export interface MessageStoreParts {
  readonly guild: Guild;
  readonly attachments: AttachmentStore;
  readonly now: () => number;
  readonly nextId: () => string;
  readonly dispatch: Dispatch;
}

/** @see https://discord.com/developers/docs/resources/message#message-object */
export function createMessageStore(parts: MessageStoreParts): MessageStore {
  const { guild, attachments, nextId, dispatch } = parts;
  const stored = new Map<string, StoredMessage>();
  const timestamp = () => new Date(parts.now()).toISOString().replace('Z', '000+00:00');

  function announce(event: GatewayDispatchEvents, { onlyFor, place }: StoredMessage, data: object): void {
    if (onlyFor === undefined) {
      dispatch(event, { ...data, guild_id: place.guildId }, GatewayIntentBits.GuildMessages);
    }
  }

  function blank({ place, onlyFor, interaction, commandName }: MessageOrigin): APIMessage {
    const flags: number = onlyFor === undefined ? 0 : MessageFlags.Ephemeral;
    return {
      id: nextId(),
      type: interaction?.type === 2 ? MessageType.ChatInputCommand : MessageType.Default,
      channel_id: place.channel.id,
      author: guild.bot,
      content: '',
      timestamp: timestamp(),
      edited_timestamp: null,
      tts: false,
      mentions: [],
      mention_roles: [],
      mention_everyone: false,
      attachments: [],
      embeds: [],
      components: [],
      pinned: false,
      flags,
      ...(interaction && {
        interaction_metadata: interaction,
        application_id: guild.bot.id,
        webhook_id: guild.bot.id,
      }),
      // Deprecated, but Discord still sends it, and it is the only documented field that names the command.
      ...(interaction &&
        commandName && {
          interaction: {
            id: interaction.id,
            type: interaction.type,
            user: interaction.user,
            name: commandName,
          },
        }),
    };
  }

  function referenceTo(id: string | undefined): Partial<APIMessage> {
    const referenced = id === undefined ? undefined : stored.get(id);
    return referenced
      ? {
          type: MessageType.Reply,
          referenced_message: referenced.message,
          message_reference: {
            type: MessageReferenceType.Default,
            message_id: referenced.message.id,
            channel_id: referenced.place.channel.id,
            guild_id: referenced.place.guildId,
          },
        }
      : {};
  }

  function keep({ place, onlyFor }: MessageOrigin, message: APIMessage): APIMessage {
    const entry = { message, place, onlyFor };
    stored.set(message.id, entry);
    announce(GatewayDispatchEvents.MessageCreate, entry, message);
    return message;
  }

  function existing(id: string): StoredMessage {
    const entry = stored.get(id);
    if (!entry) {
      throw unknownMessage();
    }
    return entry;
  }

  return {
    create(origin, body, files) {
      const settled = attachments.settle([], body.attachments, files, origin.onlyFor !== undefined);
      return keep(origin, {
        ...compose(blank(origin), body, settled, guild),
        ...referenceTo(origin.replyTo),
      });
    },
    createLoading(origin) {
      const message = blank(origin);
      return keep(origin, { ...message, flags: (message.flags ?? 0) | MessageFlags.Loading });
    },
    edit(id, body, files) {
      const entry = existing(id);
      const { message: before, onlyFor } = entry;
      const settled = attachments.settle(before.attachments, body.attachments, files, onlyFor !== undefined);
      const composed = compose(before, body, settled, guild);
      // Discord does not mark the edit that replaces "thinking…" as an edit.
      const wasLoading = ((before.flags ?? 0) & MessageFlags.Loading) !== 0;
      const message = { ...composed, edited_timestamp: wasLoading ? null : timestamp() };
      stored.set(id, { ...entry, message });
      announce(GatewayDispatchEvents.MessageUpdate, entry, message);
      return message;
    },
    remove(id) {
      const entry = existing(id);
      stored.delete(id);
      announce(GatewayDispatchEvents.MessageDelete, entry, { id, channel_id: entry.place.channel.id });
      return entry.message;
    },
    find: (id) => stored.get(id),
    seenBy: (personId, channelId) =>
      [...stored.values()]
        .filter(({ onlyFor }) => onlyFor === undefined || onlyFor === personId)
        .map(({ message }) => message)
        .filter(({ channel_id }) => channel_id === channelId),
    inChannel: (channelId) =>
      [...stored.values()]
        .filter(({ onlyFor }) => onlyFor === undefined)
        .map(({ message }) => message)
        .filter(({ channel_id }) => channel_id === channelId),
  };
}
