import type { Logger } from 'pino';
import type { FlakeIds } from '../akkoma/ids/flake-ids.ts';
import type { Instance } from '../akkoma/instance.ts';
import type { Database, Em } from '../database/connection/connection.ts';
import type { Jobs } from '../jobs/index.ts';
import type { Operation, Operations, Plan } from '../operations/index.ts';
import type { Json } from '../text/reply.ts';
import type { Text } from '../text/text.ts';
import type { ApprovalPolicy } from './access/approval-policy.ts';
import type { Caller, Gate } from './access/gate.ts';
import type { Members } from './access/members.ts';
import type { StoredPlan } from './approval/stored-plan.ts';

export interface ActionRequest<Args extends object, Outcome extends Json> {
  readonly operation: Operation<Args, Outcome>;
  readonly args: Args;
  readonly reason: string | null;
  readonly caller: Caller;
  /**
   * The id of the Discord interaction, or of this run of the console. It makes the request run only once; null where it
   * may run again.
   */
  readonly interactionId: string | null;
  /** The token for answering the interaction. Discord accepts it for 15 minutes. */
  readonly interactionToken?: string | null;
  /** Whether everybody in the channel sees the outcome; `public` by default. */
  readonly visibility?: 'private' | 'public';
  /** A value that the caller typed in private, such as a password. It is held in memory only. */
  readonly secret: string | null;
  /** What people must know that the plan cannot know, since it reads the database only. */
  readonly warnings?: readonly Text[];
  /**
   * Which plans are not run, because the caller was not asked to confirm: `surprising` ones, which ask by themselves, or
   * besides these the `risky` ones, which are destructive or need approvals. Undefined if the caller was asked.
   */
  readonly refuseUnconfirmed?: 'surprising' | 'risky';
  /**
   * The fingerprint of the plan that the caller confirmed, where one was shown. A plan with another fingerprint is not
   * run.
   */
  readonly confirmedFingerprint?: string;
  /**
   * Called in the transaction of the action, after the operation was applied and its outcome written, and before the
   * refresh and the audit entry. The rows that the operation concerns are locked by then. Throws where the action must
   * not happen after all.
   */
  readonly beforeCommit?: (em: Em) => Promise<void>;
}

/** Thrown where the plan needs a confirmation by the caller, or approvals by others, before it can run. */
export class NeedsConfirmation extends Error {
  /** How many others must approve. */
  readonly votes: number;

  constructor(target: string, votes: number) {
    super(target);
    this.votes = votes;
  }
}

/** The result of an action that was run. */
export interface Performed<Outcome> {
  readonly actionId: number;
  readonly plan: Plan;
  readonly outcome: Outcome;
  /** Values that only the caller may see, by name: links, passwords. They are stored nowhere. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** An operation as a row of `steward.actions` refers to it, with the types of its arguments erased. */
export interface Definition {
  readonly operation: Operation<object, Json>;
  /**
   * Parses and validates the arguments that the row stores.
   *
   * @throws Conflict where another version of Steward stored them in another form.
   */
  parse(args: unknown): object;
  /**
   * The act as a verb phrase, such as "deactivate lain"; null if another version of Steward stored arguments that this
   * one cannot read.
   */
  describe(plan: StoredPlan, args: unknown): Text | null;
  /** Whether only the requester can run it: it asks for a secret, or reveals one to its caller only. */
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
