import type {
  APIApplicationCommandOptionChoice,
  APIGuildMember,
  APIMessage,
  APIMessageInteractionMetadata,
  APIModalInteractionResponseCallbackData,
  InteractionType,
} from 'discord-api-types/v10';
import type { Place } from './places.ts';
import type { SandboxAnswer } from './sandbox.ts';

export type FirstAnswer = Exclude<SandboxAnswer['kind'], 'edit' | 'follow-up' | 'delete'>;

/** How long the token of an interaction is valid, in milliseconds. */
export const TOKEN_LIFETIME = 15 * 60 * 1000;

/** The state of one interaction on Discord's side. */
export interface InteractionRecord {
  readonly id: string;
  readonly token: string;
  readonly type: InteractionType;
  readonly sentAt: number;
  readonly place: Place;
  readonly member: APIGuildMember;
  readonly metadata: APIMessageInteractionMetadata;
  readonly commandName: string | undefined;
  /** The id of the message whose component was used, or led to the modal. */
  readonly source: string | undefined;
  /** That message as it was when the interaction was sent. */
  readonly sourceThen: APIMessage | undefined;
  /** Whether its callback answers 10062, although the interaction was delivered. */
  readonly forgotten: boolean;
  readonly answers: SandboxAnswer[];
  first: FirstAnswer | undefined;
  answeredAt: number | undefined;
  /** Decided by the first answer; it does not change afterwards. */
  ephemeral: boolean;
  /** The id of the message `@original`. */
  original: string | undefined;
  readonly followUps: Set<string>;
  modal: APIModalInteractionResponseCallbackData | undefined;
  choices: readonly APIApplicationCommandOptionChoice[];
}

/** Adds an answer to the record, with its message as it is now. */
export function note(
  record: InteractionRecord,
  kind: SandboxAnswer['kind'],
  at: number,
  { message, ephemeral = false }: { message?: APIMessage | undefined; ephemeral?: boolean } = {},
): void {
  record.answers.push({
    kind,
    at,
    ephemeral,
    message,
    modal: kind === 'modal' ? record.modal : undefined,
  });
}
