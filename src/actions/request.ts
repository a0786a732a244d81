import type { Logger } from 'pino';
import type { FlakeIds } from '../akkoma/ids/flake-ids.ts';
import type { Instance } from '../akkoma/instance.ts';
import type { Database, Em } from '../database/connection/connection.ts';
import type { Jobs } from '../jobs/index.ts';
import type { Operation, Operations, Plan } from '../operations/index.ts';
import type { Json } from '../text/reply.ts';
import type { ApprovalPolicy } from './access/approval-policy.ts';
import type { Caller, Gate } from './access/gate.ts';
import type { Members } from './access/members.ts';

export interface ActionRequest<Args extends object, Outcome extends Json> {
  readonly operation: Operation<Args, Outcome>;
  readonly args: Args;
  readonly reason: string | null;
  readonly caller: Caller;
  /** Discord's id of what was typed or clicked, or the console's of this run of it; null where it may be run again. */
  readonly interactionId: string | null;
  /** With which Discord takes answers to that, for a quarter of an hour. */
  readonly interactionToken?: string | null;
  /** Whether everybody in the channel sees what comes of it; `public` if nothing is said. */
  readonly visibility?: 'private' | 'public';
  /** What was typed where nobody else could see it, such as a password; held in memory only. */
  readonly secret: string | null;
  /** Whether nobody was asked: then a plan that turns out to be destructive, or that others must agree to, is not carried out. */
  readonly withoutConfirmation?: boolean;
  /** The fingerprint of the plan that was agreed to, where one was shown: another is not carried out. */
  readonly confirmedFingerprint?: string;
  /**
   * Asked in its transaction when all of it is written but the audit entry, and what it concerns is locked; throws where it is
   * not to be after all.
   */
  readonly beforeCommit?: (em: Em) => Promise<void>;
}

/** The plan takes an answer first: its caller's, or the agreement of others. */
export class NeedsApproval extends Error {
  /** How many others must agree. */
  readonly votes: number;

  constructor(target: string, votes: number) {
    super(target);
    this.votes = votes;
  }
}

/** What came of an action that was run. */
export interface Performed<Outcome> {
  readonly actionId: number;
  readonly plan: Plan;
  readonly outcome: Outcome;
  /** For the caller's eyes only, by name: links, passwords. They are kept nowhere. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** An operation as a row names it, whatever its arguments are. */
export interface Definition {
  readonly operation: Operation<object, Json>;
  /**
   * The arguments as the row keeps them, validated.
   *
   * @throws Conflict where another version of Steward kept them.
   */
  parse(args: unknown): object;
  /** Whether only its requester can run it: there is something to type unseen, or to be shown to nobody else. */
  needsRequester(args: object): boolean;
}

export type FindDefinition = (operation: string) => Definition | undefined;

export interface ActionDependencies {
  readonly database: Database;
  readonly instance: Instance;
  readonly flakeIds: FlakeIds;
  readonly gate: Gate;
  readonly policy: ApprovalPolicy;
  readonly members: Members;
  readonly jobs: Jobs;
  readonly definitionOf: FindDefinition;
  readonly operations: Operations;
  readonly log: Logger;
}
