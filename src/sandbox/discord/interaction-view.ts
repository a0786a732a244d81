import { MessageFlags } from 'discord-api-types/v10';
import { unknownInteraction } from './api-error.ts';
import { ANSWER_DEADLINE, type InteractionRecord } from './interaction-record.ts';
import type { MessageStore } from './message-store.ts';
import type { SandboxAnswer, SandboxInteraction } from './sandbox.ts';
import { after, type WaitingRoom } from './waiting.ts';

const MESSAGE_PATIENCE = 10_000;

export interface InteractionViewParts {
  readonly waiting: WaitingRoom;
  readonly messages: MessageStore;
  readonly now: () => number;
}

/** The bot has not shown anything in time, though it may have answered. */
export class NoMessage extends Error {
  override readonly name = 'NoMessage';
}

/** An interaction as the person sees it who sent it. */
export function viewInteraction(
  record: InteractionRecord,
  { waiting, messages, now }: InteractionViewParts,
): SandboxInteraction {
  const died = () =>
    record.first === undefined && now() - record.sentAt >= ANSWER_DEADLINE ? unknownInteraction() : undefined;

  function shown(): SandboxAnswer['message'] {
    const awaitsEdit = record.first === 'deferred-update';
    if (awaitsEdit && !record.answers.some(({ kind }) => kind === 'edit')) {
      return undefined;
    }
    const message = record.original && messages.find(record.original)?.message;
    return message && ((message.flags ?? 0) & MessageFlags.Loading) === 0 ? message : undefined;
  }

  return {
    id: record.id,
    token: record.token,
    sentAt: record.sentAt,
    get answeredAt() {
      return record.answeredAt;
    },
    get answers() {
      return [...record.answers];
    },
    answered: () => waiting.wait({ probe: () => record.answers[0], late: died }),
    message(milliseconds = MESSAGE_PATIENCE) {
      const expired = after(milliseconds);
      return waiting.wait({
        probe: shown,
        late: () =>
          died() ??
          (expired()
            ? new NoMessage(
                `No message after ${milliseconds} ms; so far: ${record.answers.map(({ kind }) => kind).join(', ')}.`,
              )
            : undefined),
      });
    },
  };
}
