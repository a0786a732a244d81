import {
  IncomingWebhookInteractionRequestSchema,
  IncomingWebhookUpdateRequestPartialSchema,
} from 'discord-api-spec/zod';
import { type APIMessage, MessageFlags } from 'discord-api-types/v10';
import { unknownMessage } from './api-error.ts';
import { checkForm } from './form-check.ts';
import { type InteractionRecord, note } from './interaction-record.ts';
import type { UploadedFile } from './message-body.ts';
import { messageProblems } from './message-limits.ts';
import type { MessageStore } from './message-store.ts';

/**
 * The bot's access to the messages of an interaction that it has answered. The methods throw an ApiError: 10008 for a
 * message that does not belong to the interaction, 50035 for an invalid form.
 */
export interface InteractionWebhook {
  followUp(record: InteractionRecord, body: unknown, files: readonly UploadedFile[]): APIMessage;
  /** @param which `@original`, or the id of a message of this interaction */
  get(record: InteractionRecord, which: string): APIMessage;
  edit(record: InteractionRecord, which: string, body: unknown, files: readonly UploadedFile[]): APIMessage;
  remove(record: InteractionRecord, which: string): void;
}

/** @see https://discord.com/developers/docs/interactions/receiving-and-responding#endpoints */
export function createInteractionWebhook(messages: MessageStore, now: () => number): InteractionWebhook {
  function find({ original, followUps }: InteractionRecord, which: string): APIMessage {
    const id = which === '@original' ? original : which;
    const message = id !== undefined && (id === original || followUps.has(id)) && messages.find(id)?.message;
    if (!message) {
      throw unknownMessage();
    }
    return message;
  }

  return {
    followUp(record, body, files) {
      const form = checkForm(IncomingWebhookInteractionRequestSchema, body, messageProblems);
      const loading = record.original && messages.find(record.original)?.message;
      if (loading && isLoading(loading)) {
        const message = messages.edit(loading.id, form, files);
        note(record, 'follow-up', now(), { message, ephemeral: record.ephemeral });
        return message;
      }
      const ephemeral = ((form.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
      const message = messages.create(
        {
          place: record.place,
          onlyFor: ephemeral ? record.member.user.id : undefined,
          interaction: record.metadata,
          commandName: record.commandName,
        },
        form,
        files,
      );
      record.followUps.add(message.id);
      note(record, 'follow-up', now(), { message, ephemeral });
      return message;
    },
    get: find,
    edit(record, which, body, files) {
      const form = checkForm(IncomingWebhookUpdateRequestPartialSchema, body, messageProblems);
      const message = messages.edit(find(record, which).id, form, files);
      note(record, 'edit', now(), { message, ephemeral: isEphemeral(message) });
      return message;
    },
    remove(record, which) {
      const message = messages.remove(find(record, which).id);
      note(record, 'delete', now(), { message, ephemeral: isEphemeral(message) });
    },
  };
}

function isLoading({ flags }: APIMessage): boolean {
  return ((flags ?? 0) & MessageFlags.Loading) !== 0;
}

function isEphemeral({ flags }: APIMessage): boolean {
  return ((flags ?? 0) & MessageFlags.Ephemeral) !== 0;
}
