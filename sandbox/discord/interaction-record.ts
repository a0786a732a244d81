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

/** How long the bot may take for its first answer, and how long its token is good, in milliseconds. */
export const ANSWER_DEADLINE = 3000;
export const TOKEN_LIFETIME = 15 * 60 * 1000;

/** What Discord knows of one interaction. */
export interface InteractionRecord {
  readonly id: string;
  readonly token: string;
  readonly type: InteractionType;
  readonly sentAt: number;
  readonly place: Place;
  readonly member: APIGuildMember;
  readonly metadata: APIMessageInteractionMetadata;
  readonly commandName: string | undefined;
  /** The message whose component was used, or whose component led to the modal. */
  readonly source: string | undefined;
  /** That message as it was at that moment. */
  readonly sourceThen: APIMessage | undefined;
  /** Known to nobody, though delivered. */
  readonly forgotten: boolean;
  readonly answers: SandboxAnswer[];
  first: FirstAnswer | undefined;
  answeredAt: number | undefined;
  /** Settled by the first answer, for good. */
  ephemeral: boolean;
  /** The message called `@original`. */
  original: string | undefined;
  readonly followUps: Set<string>;
  modal: APIModalInteractionResponseCallbackData | undefined;
  choices: readonly APIApplicationCommandOptionChoice[];
}

/** Writes down an answer as it was when it came. */
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
