import { type RawBuilder, sql } from 'kysely';
import { signUpStates, signUpsSince } from '../akkoma/registration/waiting-sign-ups.ts';
import {
  accountsReportedLast,
  accountsReportedSince,
  openReportsAbout,
  reportStates,
} from '../akkoma/reports/index.ts';
import type { Em } from '../database/connection/connection.ts';
import type { Queue } from './cards.ts';

/** Something that waits for a decision. */
export interface Waiting {
  /** A FlakeId. */
  readonly id: string;
  /** The ActivityPub id of the account that it is about. */
  readonly account: string;
}

/** What was last seen of something on a card. */
export interface Seen {
  readonly state: string;
  readonly seen: string;
}

/** How a queue is read from Akkoma's tables. */
export interface Source {
  /**
   * Finds what has begun to wait, with everything else that waits about the same accounts.
   *
   * @param since the first id that counts, as a uuid.
   */
  newSince(em: Em, since: RawBuilder<unknown>): Promise<Waiting[]>;
  /** Finds what waits about those accounts about which something has begun to wait last. */
  newest(em: Em, accounts: number): Promise<Waiting[]>;
  /**
   * Reads the states by FlakeIds, and what else cards show and may change. `open` is what waits. What is gone has no state.
   */
  statesOf(em: Em, ids: readonly string[]): Promise<Map<string, Seen>>;
}

const isOnCard = (id: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql`exists (select from steward.queue_items item where item.id = ${id})`;

const firstId = sql`'00000000-0000-0000-0000-000000000000'::uuid`;

export const sources: Readonly<Record<Queue, Source>> = {
  reports: {
    newSince: async (em, since) => {
      const accounts = await accountsReportedSince(em, since, isOnCard);
      return accounts.length === 0 ? [] : openReportsAbout(em, accounts);
    },
    newest: async (em, most) => openReportsAbout(em, await accountsReportedLast(em, most)),
    statesOf: reportStates,
  },
  sign_ups: {
    newSince: (em, since) => signUpsSince(em, since, isOnCard, Number.POSITIVE_INFINITY),
    newest: (em, most) => signUpsSince(em, firstId, isOnCard, most),
    statesOf: signUpStates,
  },
};
