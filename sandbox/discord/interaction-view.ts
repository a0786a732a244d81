import { MessageFlags } from 'discord-api-types/v10';
import { unknownInteraction } from './api-error.ts';
import type { InteractionRecord } from './interaction-record.ts';
import type { MessageStore } from './message-store.ts';
import type { SandboxAnswer, SandboxInteraction } from './sandbox.ts';
import { after, type Waits } from './waiting.ts';

/**
 * How long to wait for an answer or message, in milliseconds. It is long, because on a slow machine an answer that
 * comes late must not be reported as missing.
 */
const PATIENCE = 60_000;

export interface InteractionViewParts {
  readonly waiting: Waits;
  readonly messages: MessageStore;
  readonly now: () => number;
  /** How long the bot may take for its first answer, in milliseconds. */
  readonly answerWithin: number;
}

/** The bot has shown no message in time, although it may have answered. */
export class NoMessage extends Error {
  override readonly name = 'NoMessage';
}

/** Returns an interaction as the person who sent it sees it. */
export function viewInteraction(
  record: InteractionRecord,
  { waiting, messages, now, answerWithin }: InteractionViewParts,
): SandboxInteraction {
  const died = () =>
    record.first === undefined && now() - record.sentAt >= answerWithin ? unknownInteraction() : undefined;

  /** Limits a wait by real time too, because the sandbox's clock may be that of a test, which does not advance. */
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
      // The store replaces the object of a message that changes.
      return source && source !== record.sourceThen ? source : undefined;
    }
    const message = record.original && messages.find(record.original)?.message;
    // A bot that answers to the caller alone after a public deferral deletes it and sends a follow-up.
    if (message === undefined && record.answers.some(({ kind }) => kind === 'delete')) {
      return record.answers.findLast(({ kind }) => kind === 'follow-up')?.message;
    }
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
