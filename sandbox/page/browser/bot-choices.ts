import type { APIApplicationCommandOptionChoice } from 'discord-api-types/payloads/v10';
import type { OptionValue } from './option-value.ts';

/** What to ask the bot for, where an option's choices are its own to give. */
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
  /** The answer to the question asked last, as far as it has come. */
  readonly state: 'loading' | 'failed' | readonly APIApplicationCommandOptionChoice[];
  /** Asks anew, in place of what was asked before. */
  ask(question: Question): void;
  /** Wants no answer any more. */
  forget(): void;
}

const ASK_AFTER_MILLISECONDS = 120;

/** Asks the bot for choices, once the person pauses; calls `changed` when an answer has come, or will not come. */
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
