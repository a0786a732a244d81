import { createHash } from 'node:crypto';
import type { FlakeIds } from '../akkoma/ids/flake-ids.ts';
import type { Instance } from '../akkoma/instance.ts';
import type { Journal } from '../database/change-records/journal.ts';
import type { Em } from '../database/connection/connection.ts';
import { mergeWrites, type Writes } from '../database/rights/writes.ts';
import type { Json } from '../text/reply.ts';
import type { Text } from '../text/text.ts';
import type { Counts } from './counts.ts';
import { type FactKey, type Facts, identityOf } from './facts.ts';
import type { ActionTier } from './tier.ts';

/**
 * What an operation would change. It is planned again before it runs: a different plan hash means that something else
 * would be done.
 */
export interface Plan<PlanFacts extends Facts = Facts> {
  /** The account or instance acted on, in the form that people know. */
  readonly target: string;
  /** The id of the target, where its name may change: an approval is bound to it instead of to the name. */
  readonly identity?: string;
  /** The number of rows that it would touch, by kind. */
  readonly counts: Counts;
  /** A few of the accounts concerned, where there are many. */
  readonly samples: readonly string[];
  /** What the target is now, as far as it matters. It is shown before the action only. */
  readonly before?: readonly Text[];
  /** What staff must know of the action, before it and after. */
  readonly warnings: readonly Text[];
  /** The number of accounts that it acts on, where there may be many. */
  readonly size?: number;
  /** What `size` counts, where these are no accounts. */
  readonly sizeOf?: 'reports';
  /** Set where the caller may not expect what this plan does. It is shown to them before it runs. */
  readonly asks?: boolean;
  /** Set where this plan is more dangerous than its operation usually is. */
  readonly tier?: ActionTier;
  /** Operations whose approvals this one needs as well, as an undo needs those of the operation that it undoes. */
  readonly alsoRequires?: readonly string[];
  /** The role of the account on the instance, where it has one. */
  readonly role?: 'admin' | 'moderator';
  /** What an approval is bound to, besides the target and its role. It stays small, even with many targets. */
  readonly facts: PlanFacts;
  /** The mail to the owner of the account, where one is sent. */
  readonly mail?: OwnerMail;
  /** What else `apply` needs from the plan. It is no part of the plan hash, so an approval is not bound to it. */
  readonly unbound?: {
    /** Whether the account is active. */
    readonly isActive?: boolean;
    /** Whether the account stays until other servers have been notified. */
    readonly waits?: boolean;
    /** The name of the member whose actions are undone. */
    readonly undoneOf?: string;
  };
}

/** A mail to the owner of an account. The address is no part of it: only Akkoma's mailer needs it. */
export interface OwnerMail {
  /** The name of the preset. */
  readonly preset: string;
  readonly subject: string;
  readonly text: string;
}

/**
 * What makes a plan destructive whose operation is not: an account of the staff, more accounts or reports than the
 * limit, or an account that becomes an admin.
 */
export type Raise = 'staff' | 'many' | 'many_reports' | 'admin';

/** What is known of a plan before it is made: what people call the target, and how dangerous an action on it is. */
export type Outline = Pick<Plan, 'target' | 'role' | 'tier' | 'before' | 'size' | 'sizeOf'>;

export interface ReadContext {
  readonly em: Em;
  readonly instance: Instance;
  readonly operations: Operations;
}

/** An action as its row stores it. */
export interface StoredAction {
  readonly operation: string;
  readonly args: unknown;
  readonly plan: unknown;
}

export interface PlanContext extends ReadContext {
  /** What an action does as a verb phrase: "deactivate lain"; null where this version of Steward cannot tell. */
  phraseOf(action: StoredAction): Text | null;
  /** The requester, by the name that they had when they requested it. */
  readonly requester: { readonly id: string; readonly name: string };
  /** What the caller typed in private, such as a password; null where they have not been asked, or not yet. */
  readonly secret: string | null;
}

/** What an operation may do to other actions. The audit log and the cards of those actions show it. */
export interface OtherActions {
  /** Marks actions that are `done` or `following` as undone by the action that is being run. */
  markUndone(actions: readonly number[]): Promise<void>;
  /**
   * Makes a time-limited action permanent.
   *
   * @returns whether it was still going to be undone automatically.
   */
  keep(action: number): Promise<boolean>;
}

export interface ApplyContext<Prepared = unknown> extends ReadContext {
  /** The action that is being run. */
  readonly actionId: number;
  readonly journal: Journal;
  readonly otherActions: OtherActions;
  readonly flakeIds: FlakeIds;
  /** What the caller typed in private, such as a password; null where they were not asked. */
  readonly secret: string | null;
  /** What `prepare` made before the transaction opened. */
  readonly prepared: Prepared;
  /** Shows a value to the caller alone. It is kept nowhere. */
  reveal(name: string, value: string): void;
  /** Writes the entities made and changed so far, and records them as usual, for statements that have to find them. */
  flush(): Promise<void>;
  /** The transaction's time in whole seconds, for `inserted_at` and `updated_at` (behaviour.md 1.4). */
  readonly now: Date;
}

/** The context of `follow`, for what `apply` has left to do. */
export interface FollowContext
  extends Pick<ApplyContext, 'em' | 'actionId' | 'instance' | 'journal' | 'flakeIds' | 'now'> {
  /** The progress that `follow` returned the last time; null the first time. */
  readonly progress: Json;
}

export interface FollowResult {
  /**
   * `in_progress`: the next batch can be done immediately. `waiting`: Akkoma's server has to do something first.
   * `finished`: nothing is left to do. `given_up`: something is left, and will not be done.
   */
  readonly state: 'in_progress' | 'waiting' | 'finished' | 'given_up';
  /** How far it is, for the card and for the next call; null where that is not worth showing. */
  readonly progress: Json;
  /** The outcome of the action by now, where that has changed. */
  readonly outcome?: Json;
}

/**
 * How an operation is undone: from the recorded rows; by another command, which is named as it is typed ("staff
 * resume"); in another way, which a sentence says; or not at all, with what stays and what to do about it.
 */
export type UndoSupport =
  | 'recorded'
  | { readonly by: string }
  | { readonly instead: Text }
  | { readonly impossible: Text };

/**
 * Something done to the instance.
 *
 * `plan` reads and never writes. `apply` runs inside the action's transaction, works on what was planned, writes
 * through the journal or the entities of `em`, and never commits.
 */
export interface Operation<
  Args extends object,
  Outcome extends Json,
  PlanFacts extends Facts = Facts,
  Prepared = unknown,
> {
  readonly name: string;
  readonly tier: ActionTier;
  /** What can make its plan destructive; left out where nothing can, or where it always is. */
  readonly raisedBy?: readonly Raise[];
  /** Set where moderators may request it although its tier is for admins, unless a plan raises the tier. */
  readonly forModerators?: true;
  /** Arguments that stay out of the audit log, such as an e-mail address. */
  readonly secretArgs?: readonly string[];
  /**
   * Prepares what takes long and needs no database, before the transaction opens, so that other transactions do not
   * wait for it.
   */
  prepare?(args: Args, secret: string | null): Promise<Prepared>;
  readonly undo: UndoSupport;
  /** What an undo from the recorded rows does not bring back, where there is something. */
  readonly undoLeaves?: Text;
  /** The name of the operation that does the opposite, where there is one. */
  readonly reverse?: string;
  /**
   * What it does to Akkoma's tables, in `apply` and in `follow`. The rights of Steward's role and the schema check of a newer
   * Akkoma follow from it. For undo, that depends on the operations that it undoes.
   */
  readonly writes: Writes | ((operations: Operations) => Writes);
  /** What it also does to Akkoma's tables, where the arguments ask for it. */
  readonly optionalWrites?: { readonly writes: Writes; areUsed(args: Args): boolean };
  /** The tables of Akkoma's, besides `users`, that it reads and does not write to. */
  readonly reads?: readonly string[];
  /** Set where the cards of what waits for staff show what it does. They are brought up to date once it is done. */
  readonly isOnQueueCards?: true;
  /** Set for operations that control Steward itself. They run even while Steward is locked. */
  readonly control?: 'lock' | 'unlock' | 'pause' | 'resume';
  /** Why this instance rules the operation out, whatever its arguments are; null where it does not. */
  ruledOutBy?(instance: Instance): Text | null;
  /**
   * The time limit in milliseconds, after which the action is undone automatically; null, or no function, where it is
   * permanent.
   */
  lasts?(args: Args): number | null;
  /**
   * What Akkoma's moderation log calls it, where the account of the plan, its fact `id`, has no row that shows it.
   * Other acts are derived from the recorded rows.
   */
  readonly logsAs?: 'resend_confirmation_email';
  /** Whether `apply` reveals a part of the outcome to the caller alone. */
  readonly reveals?: boolean;
  /**
   * Checks what a few indexed queries can tell about the plan, before a form asks for more: Discord waits for a form for
   * three seconds. An operation without this function has a plan that is as quick.
   *
   * @throws what `plan` throws.
   */
  preflight?(context: PlanContext, args: Args): Promise<Outline>;
  plan(context: PlanContext, args: Args): Promise<Plan<PlanFacts>>;
  /** The names of all accounts that the plan is about, in the order of their ids, where there can be many. */
  targets?(context: ReadContext, args: Args): Promise<readonly string[]>;
  apply(context: ApplyContext<Prepared>, args: Args, plan: Plan<PlanFacts>): Promise<Outcome>;
  /**
   * Does the next batch of what `apply` has left to do, or checks how far Akkoma's server is with its part and prompts
   * it where needed. Each call has a transaction of its own. The action of an operation with this function is followed
   * until the function returns `finished` or `given_up`.
   */
  follow?(context: FollowContext, args: Args, outcome: Outcome): Promise<FollowResult>;
  /**
   * Whether it is Akkoma's server that works on what the action has left, by its stored outcome and progress. Without
   * this function, Steward does.
   */
  isLeftToAkkoma?(followed: { readonly outcome: unknown; readonly progress: unknown }): boolean;
  /**
   * Whether `apply` has left a batch for `follow`. Only for operations that work in batches and leave nothing to
   * Akkoma's server.
   */
  isUnfinished?(context: Pick<ApplyContext, 'em' | 'actionId'>): Promise<boolean>;
}

/** Every operation that has a command, by its name. */
export type Operations = ReadonlyMap<string, Operation<object, Json>>;

/** What an operation does to Akkoma's tables: with these arguments, or with any if none are given. */
export function writesOf<Args extends object>(
  { writes, optionalWrites }: Pick<Operation<Args, Json>, 'writes' | 'optionalWrites'>,
  operations: Operations,
  args?: Args,
): Writes {
  const always = typeof writes === 'function' ? writes(operations) : writes;
  if (optionalWrites === undefined || (args !== undefined && !optionalWrites.areUsed(args))) return always;
  return mergeWrites(always, optionalWrites.writes);
}

/** Facts with no other keys than those of `FactKey`. */
type OnlyFacts<PlanFacts> = { readonly [Key in keyof PlanFacts]: Key extends FactKey ? Json : never };

export function defineOperation<
  Args extends object,
  Outcome extends Json,
  PlanFacts extends OnlyFacts<PlanFacts>,
  Prepared,
>(
  operation: Operation<Args, Outcome, PlanFacts, Prepared> & {
    readonly secretArgs?: readonly (keyof Args & string)[];
  },
): Operation<Args, Outcome, PlanFacts, Prepared> {
  return operation;
}

/**
 * Returns a hash of what an approval is bound to. It is equal for equal plans, in any order of their keys. Counts are
 * no part of it: the target account could change them, and so make any waiting action about it stale.
 */
export function fingerprint(plan: Pick<Plan, 'target' | 'identity' | 'role' | 'facts'>): string {
  const { role, facts } = plan;
  return createHash('sha256')
    .update(canonical({ target: identityOf(plan), role: role ?? null, facts: { ...facts } }))
    .digest('base64url');
}

function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join()}}`;
}
