import { randomBytes } from 'node:crypto';
import type {
  APIGuildMember,
  APIMessage,
  APIMessageInteractionMetadata,
  InteractionType,
} from 'discord-api-types/v10';
import { invalidWebhookToken, unknownInteraction, unknownWebhook } from './api-error.ts';
import type { InteractionRecord } from './interaction-record.ts';
import { TOKEN_LIFETIME } from './interaction-record.ts';
import type { Place } from './places.ts';

/** The properties of a new interaction. */
export interface Opening {
  readonly type: InteractionType;
  readonly member: APIGuildMember;
  readonly place: Place;
  readonly source?: string | undefined;
  readonly sourceThen?: APIMessage | undefined;
  /** The full name of the command, as in `user list`; only for a command. */
  readonly commandName?: string | undefined;
  /** For a modal submit, the metadata of the interaction that was answered with the modal. */
  readonly trigger?: APIMessageInteractionMetadata | undefined;
  readonly forgotten: boolean;
}

/** Creates interactions and finds them again by their tokens. */
export interface InteractionStore {
  open(opening: Opening): InteractionRecord;
  /** @throws {ApiError} 10062 for an interaction that is unknown or forgotten */
  forCallback(id: string, token: string): InteractionRecord;
  /**
   * @throws {ApiError} 10015 before the first answer and for another application, 50027 for a token that is wrong or
   *   has expired
   */
  forWebhook(applicationId: string, token: string): InteractionRecord;
}

export interface InteractionDeskParts {
  readonly applicationId: string;
  readonly now: () => number;
  readonly nextId: () => string;
}

/** @see https://discord.com/developers/docs/interactions/receiving-and-responding#followup-messages */
export function createInteractionDesk({
  applicationId,
  now,
  nextId,
}: InteractionDeskParts): InteractionStore {
  const byToken = new Map<string, InteractionRecord>();
  return {
    open(opening) {
      const id = nextId();
      const token = Buffer.from(`interaction:${id}:${randomBytes(48).toString('base64url')}`).toString(
        'base64url',
      );
      const record: InteractionRecord = {
        id,
        token,
        type: opening.type,
        sentAt: now(),
        place: opening.place,
        member: opening.member,
        metadata: metadataFor(id, opening),
        commandName: opening.commandName,
        source: opening.source,
        sourceThen: opening.sourceThen,
        forgotten: opening.forgotten,
        answers: [],
        first: undefined,
        answeredAt: undefined,
        ephemeral: false,
        original: undefined,
        followUps: new Set(),
        modal: undefined,
        choices: [],
      };
      byToken.set(token, record);
      return record;
    },
    forCallback(id, token) {
      const record = byToken.get(token);
      if (!record || record.id !== id || record.forgotten) {
        throw unknownInteraction();
      }
      return record;
    },
    forWebhook(application, token) {
      const record = byToken.get(token);
      if (application !== applicationId) {
        throw unknownWebhook();
      }
      if (!record || now() - record.sentAt >= TOKEN_LIFETIME) {
        throw invalidWebhookToken();
      }
      if (record.first === undefined) {
        throw unknownWebhook();
      }
      return record;
    },
  };
}

function metadataFor(
  id: string,
  { type, member, source, commandName, trigger, place }: Opening,
): APIMessageInteractionMetadata {
  const metadata = {
    id,
    type,
    user: member.user,
    authorizing_integration_owners: { 0: place.guildId },
    // Discord sends the name without documenting it. From it clients know which command led to the answer of a modal.
    ...(commandName && { name: commandName }),
    ...(type === 3 && { interacted_message_id: source }),
    ...(trigger && { triggering_interaction_metadata: trigger }),
  };
  return metadata as APIMessageInteractionMetadata;
}
