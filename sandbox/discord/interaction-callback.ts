import {
  ApplicationCommandAutocompleteCallbackRequestSchema,
  CreateMessageInteractionCallbackRequestSchema,
  ModalInteractionCallbackRequestSchema,
  UpdateMessageInteractionCallbackRequestSchema,
} from 'discord-api-spec/zod';
import {
  type APIMessage,
  InteractionResponseType,
  InteractionType,
  MessageFlags,
} from 'discord-api-types/v10';
import * as z from 'zod';
import { alreadyAcknowledged, invalidForm, type Problem, unknownInteraction } from './api-error.ts';
import { choiceProblems } from './choice-limits.ts';
import { checkForm } from './form-check.ts';
import { type FirstAnswer, type InteractionRecord, note } from './interaction-record.ts';
import type { MessageBody, UploadedFile } from './message-body.ts';
import { messageProblems } from './message-limits.ts';
import type { MessageStore } from './message-store.ts';
import { modalProblems } from './modal-limits.ts';

const typed = z.object({ type: z.int() });

export interface CallbackParts {
  readonly messages: MessageStore;
  readonly now: () => number;
  /** How long the bot may take for its first answer, in milliseconds. */
  readonly answerWithin: number;
}

/** The response to a callback with `with_response`. */
export interface CallbackResponse {
  readonly interaction: Readonly<Record<string, unknown>>;
  readonly resource: { readonly type: number; readonly message?: APIMessage };
}

/**
 * Handles the first answer to an interaction. An invalid answer does not count: the bot may try again.
 *
 * @throws {ApiError} 40060 after the first answer, 10062 after the time for it, 50035 for an invalid form or type
 * @see https://discord.com/developers/docs/interactions/receiving-and-responding#create-interaction-response
 */
export function answer(
  record: InteractionRecord,
  body: unknown,
  files: readonly UploadedFile[],
  { messages, now, answerWithin }: CallbackParts,
): CallbackResponse {
  if (record.first !== undefined) {
    throw alreadyAcknowledged();
  }
  if (now() - record.sentAt >= answerWithin) {
    throw unknownInteraction();
  }
  const type = typed.safeParse(body).data?.type;
  if (type === undefined || !allowedTypes(record).includes(type)) {
    throw invalidForm([
      {
        path: ['type'],
        code: 'BASE_TYPE_CHOICES',
        message: `Value must be one of {${allowedTypes(record)}}.`,
      },
    ]);
  }

  function settle(kind: FirstAnswer, message?: APIMessage): CallbackResponse {
    record.first = kind;
    record.answeredAt = now();
    record.original = message?.id;
    const flags = message?.flags ?? 0;
    record.ephemeral = (flags & MessageFlags.Ephemeral) !== 0;
    note(record, kind, record.answeredAt, { message, ephemeral: record.ephemeral });
    return {
      interaction: {
        id: record.id,
        type: record.type,
        channel_id: record.place.channel.id,
        guild_id: record.place.guildId,
        ...(message && {
          response_message_id: message.id,
          response_message_loading: (flags & MessageFlags.Loading) !== 0,
          response_message_ephemeral: record.ephemeral,
        }),
      },
      resource: { type: type ?? 0, ...(message && { message }) },
    };
  }

  switch (type) {
    case InteractionResponseType.ChannelMessageWithSource:
    case InteractionResponseType.DeferredChannelMessageWithSource: {
      const form = checkForm(CreateMessageInteractionCallbackRequestSchema, body, dataProblems);
      const data = form.data ?? {};
      const ephemeral = ((data.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
      const origin = {
        place: record.place,
        onlyFor: ephemeral ? record.member.user.id : undefined,
        interaction: record.metadata,
        commandName: record.commandName,
      };
      return type === InteractionResponseType.ChannelMessageWithSource
        ? settle('message', messages.create(origin, data, files))
        : settle('deferred', messages.createLoading(origin));
    }
    case InteractionResponseType.UpdateMessage: {
      const form = checkForm(UpdateMessageInteractionCallbackRequestSchema, body, dataProblems);
      return settle('update', messages.edit(record.source ?? '', form.data ?? {}, files));
    }
    case InteractionResponseType.DeferredMessageUpdate:
      checkForm(UpdateMessageInteractionCallbackRequestSchema, body);
      return settle('deferred-update', messages.find(record.source ?? '')?.message);
    case InteractionResponseType.Modal: {
      const form = checkForm(ModalInteractionCallbackRequestSchema, body, ({ data }) => modalProblems(data));
      record.modal = form.data;
      return settle('modal');
    }
    default: {
      const form = checkForm(ApplicationCommandAutocompleteCallbackRequestSchema, body, ({ data }) =>
        choiceProblems(data?.choices ?? []),
      );
      record.choices = form.data?.choices ?? [];
      return settle('choices');
    }
  }
}

/**
 * Returns the types of answer that an interaction allows. A modal cannot answer a modal, an update needs a message, and
 * choices answer only autocompletion.
 */
function allowedTypes({ type, source }: InteractionRecord): readonly number[] {
  const message = [
    InteractionResponseType.ChannelMessageWithSource,
    InteractionResponseType.DeferredChannelMessageWithSource,
  ];
  const update = [InteractionResponseType.DeferredMessageUpdate, InteractionResponseType.UpdateMessage];
  switch (type) {
    case InteractionType.ApplicationCommandAutocomplete:
      return [InteractionResponseType.ApplicationCommandAutocompleteResult];
    case InteractionType.MessageComponent:
      return [...message, ...update, InteractionResponseType.Modal];
    case InteractionType.ModalSubmit:
      return source === undefined ? message : [...message, ...update];
    default:
      return [...message, InteractionResponseType.Modal];
  }
}

function* dataProblems({ data }: { data?: MessageBody | null }): Generator<Problem> {
  for (const problem of messageProblems(data ?? {})) {
    yield { ...problem, path: ['data', ...problem.path] };
  }
}
