import type { APIApplicationCommandOptionChoice } from 'discord-api-types/payloads/v10';
import type { OptionValue } from './option-value.ts';

/** A question to the bot for the choices of an option with autocompletion. */
export interface Question {
  readonly path: string;
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly focused: string;
}

export type AskBot = (
  question: Question,
  signal: AbortSignal,
) => Promise<readonly APIApplicationCommandOptionChoice[]>;

export interface BotChoices {
  /** The answer to the last question, or its state. */
  readonly state: 'loading' | 'failed' | readonly APIApplicationCommandOptionChoice[];
  /** Asks a question and aborts the previous one. */
  ask(question: Question): void;
  /** Aborts the question and drops its answer. */
  forget(): void;
}

const ASK_AFTER_MILLISECONDS = 120;

/**
 * Creates a client that asks the bot for choices when the person pauses typing. It calls `changed` when an answer
 * arrives or the request fails.
 */
export function createBotChoices(askBot: AskBot, changed: () => void): BotChoices {
  let asking: AbortController | undefined;
  let state: BotChoices['state'] = [];

  return {
    get state() {
      return state;
    },
    ask(question) {
      asking?.abort();
      asking = new AbortController();
      const { signal } = asking;
      state = 'loading';
      setTimeout(async () => {
        if (signal.aborted) return;
        const answer = await askBot(question, signal).catch(() => 'failed' as const);
        if (signal.aborted) return;
        state = answer;
        changed();
      }, ASK_AFTER_MILLISECONDS);
    },
    forget() {
      asking?.abort();
      state = [];
    },
  };
}
