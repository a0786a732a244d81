import type { APIMessage } from 'discord-api-types/v10';
import type { SandboxInteraction } from '../../../sandbox/discord/index.ts';
import type { Account } from './accounts.ts';

/** Something that somebody asked for. */
export interface Asked {
  readonly kind: string;
  readonly interaction: SandboxInteraction;
  /** What a true answer says. */
  readonly expected: RegExp;
  /** How the account is once it has been done; undefined where nothing is to be done. */
  readonly becomes?: Account;
  /** How it was before. */
  readonly was?: Account;
}

export interface Answered extends Asked {
  readonly message: APIMessage;
}

export interface Answers {
  add(asked: Asked): void;
  /** Those that have been answered since this was called last, and to the end. */
  arrived(): Promise<Answered[]>;
  /** How many have no answer that lasts. */
  readonly open: number;
}

/** How often all that is open is looked at, in milliseconds. */
const round = 1_000;

/**
 * Waits for lasting answers without looking at each of them whenever anything happens, which would cost more than asking:
 * mostly at those alone of which Discord has heard something since.
 */
export function createAnswers(): Answers {
  /** With how much Discord had heard of each when it was looked at last. */
  const open = new Map<Asked, number>();
  let lookedAtAll = performance.now();
  return {
    add: (asked) => void open.set(asked, 0),
    get open() {
      return open.size;
    },
    arrived: async () => {
      const answered: Answered[] = [];
      const isRound = performance.now() - lookedAtAll > round;
      if (isRound) lookedAtAll = performance.now();
      for (const [asked, heard] of open) {
        const { length } = asked.interaction.answers;
        if (length === heard && !isRound) continue;
        open.set(asked, length);
        const message = await asked.interaction.message(0).catch(() => undefined);
        if (message === undefined) continue;
        open.delete(asked);
        answered.push({ ...asked, message });
      }
      return answered;
    },
  };
}
