import type { Logger } from 'pino';
import type { FlakeIds } from '../akkoma/flake-ids.ts';
import type { Instance } from '../akkoma/instance.ts';
import type { Database } from '../database/connection.ts';
import type { Operation, Plan } from '../operations/index.ts';
import type { Json } from '../reply.ts';
import type { Caller, Gate } from './policy.ts';

export interface ActionRequest<Args extends object, Outcome extends Json> {
  readonly operation: Operation<Args, Outcome>;
  readonly args: Args;
  readonly reason: string | null;
  readonly caller: Caller;
  /** Discord's id of what was typed or clicked, or the console's of this run of it; null where it may be run again. */
  readonly interactionId: string | null;
  /** What was typed where nobody else could see it, such as a password; held in memory only. */
  readonly secret: string | null;
  /** Whether nobody was asked: then a plan that turns out to be destructive is not carried out. */
  readonly unasked?: boolean;
  /** The fingerprint of the plan that was agreed to, where one was shown: another is not carried out. */
  readonly agreedTo?: string;
}

/** The plan is more dangerous than the operation usually is; ask before it is carried out. */
export class NeedsAgreement extends Error {}

/** What came of an action that was run. */
export interface Performed<Outcome> {
  readonly actionId: number;
  readonly plan: Plan;
  readonly outcome: Outcome;
  /** For the caller's eyes only, by name: links, passwords. They are kept nowhere. */
  readonly secrets: Readonly<Record<string, string>>;
}

export interface ActionDependencies {
  readonly database: Database;
  readonly instance: Instance;
  readonly flakeIds: FlakeIds;
  readonly gate: Gate;
  readonly log: Logger;
}
