import { MessageFlags } from 'discord-api-types/v10';
import { unknownInteraction } from './api-error.ts';
import { ANSWER_DEADLINE, type InteractionRecord } from './interaction-record.ts';
import type { MessageStore } from './message-store.ts';
import type { SandboxAnswer, SandboxInteraction } from './sandbox.ts';
import { after, type WaitingRoom } from './waiting.ts';

/** In milliseconds; whoever looks at a slow machine is told of a missing answer late, and never of one that comes. */
const PATIENCE = 60_000;

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

  /** Bounded by real time too, since the sandbox's clock may be a test's, which stands still. */
  function lateAfter(milliseconds: number): () => Error | undefined {
    const expired = after(milliseconds);
    return () => {
      const error = died();
      if (error || !expired()) {
        return error;
      }
      const kinds = record.answers.map(({ kind }) => kind).join(', ') || 'nothing';
      return new NoMessage(`No message after ${milliseconds} ms; so far: ${kinds}.`);
    };
  }

  function shown(): SandboxAnswer['message'] {
    if (record.first === 'deferred-update') {
      const source = record.source && messages.find(record.source)?.message;
      // A changed message is a new object.
      return source && source !== record.sourceThen ? source : undefined;
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
    answered: () => waiting.wait({ probe: () => record.answers[0], late: lateAfter(PATIENCE) }),
    message: (milliseconds = PATIENCE) => waiting.wait({ probe: shown, late: lateAfter(milliseconds) }),
  };
}
