import type { APIMessage } from 'discord-api-types/v10';
import type { SandboxInteraction } from '../../../sandbox/discord/index.ts';
import type { Account } from './accounts.ts';

/** A request of one person. */
export interface Asked {
  readonly kind: string;
  readonly interaction: SandboxInteraction;
  /** Matches a true answer. */
  readonly expected: RegExp;
  /** The account after the request; undefined where it changes nothing. */
  readonly becomes?: Account;
  /** The account before the request. */
  readonly was?: Account;
}

export interface Answered extends Asked {
  readonly message: APIMessage;
}

export interface Answers {
  add(asked: Asked): void;
  /** Returns the requests that got their final answer since the last call. */
  arrived(): Promise<Answered[]>;
  /** The number of requests without a final answer. */
  readonly open: number;
}

/** The interval at which all open requests are checked, in milliseconds. */
const round = 1_000;

/**
 * Waits for final answers. Checking each request at every event would cost more than sending it, so that mostly only
 * those are checked that Discord has received another answer for.
 */
export function createAnswers(): Answers {
  /** The number of answers that Discord had received for each request at its last check. */
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
