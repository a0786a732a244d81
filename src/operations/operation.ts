import { createHash } from 'node:crypto';
import type { FlakeIds } from '../akkoma/ids/flake-ids.ts';
import type { Instance } from '../akkoma/instance.ts';
import type { Journal } from '../database/change-records/journal.ts';
import type { Em } from '../database/connection/connection.ts';
import type { Writes } from '../database/rights/writes.ts';
import type { Json } from '../text/reply.ts';
import type { Text } from '../text/text.ts';
import type { Counts } from './counts.ts';
import type { Facts } from './facts.ts';
import type { ActionTier } from './tier.ts';

/** What an operation would change. Made again before it runs: a different fingerprint means that it is about something else. */
export interface Plan {
  /** The account or instance acted on, as people know it. */
  readonly target: string;
  /** How many rows of what it would touch. */
  readonly counts: Counts;
  /** A few of the accounts concerned, where there are many. */
  readonly samples: readonly string[];
  readonly warnings: readonly Text[];
  /** How many accounts it acts on, where that may be many. */
  readonly size?: number;
  /** Set where this plan is more dangerous than its operation usually is. */
  readonly tier?: ActionTier;
  /** Operations whose agreement this one takes as well, as an undo takes that of what it undoes. */
  readonly alsoTakes?: readonly string[];
  /** The role of the account on the instance, where it has one. */
  readonly role?: 'admin' | 'moderator';
  /** What an agreement is bound to, besides the target and its role; small, whatever the number of targets. */
  readonly facts: Facts;
  /** What else `apply` needs, which may be another when it is done. */
  readonly readings?: { readonly [key: string]: Json };
}

export interface ReadContext {
  readonly em: Em;
  readonly instance: Instance;
  readonly operations: Operations;
}

export interface PlanContext extends ReadContext {
  /** The id of whoever asks for it. */
  readonly requesterId: string;
  /** What the caller typed where nobody else could see it, as far as they have been asked; null where they were not. */
  readonly secret: string | null;
}

/** What an operation may do to other actions; the audit log and their cards tell of it. */
export interface OtherActions {
  /** Marks those that are `done` or `following` as undone by the action that is being run. */
  markUndone(actions: readonly number[]): Promise<void>;
  /** Makes a time-limited action last. @returns whether it was still to be undone by itself. */
  keep(action: number): Promise<boolean>;
}

export interface ApplyContext<Prepared = unknown> extends ReadContext {
  /** The action that is being run. */
  readonly actionId: number;
  readonly journal: Journal;
  readonly otherActions: OtherActions;
  readonly flakeIds: FlakeIds;
  /** What the caller typed where nobody else could see it, such as a password; null where they were not asked. */
  readonly secret: string | null;
  /** What the operation made before the transaction opened. */
  readonly prepared: Prepared;
  /** Shows something to the caller and to nobody else; it is kept nowhere. */
  reveal(name: string, value: string): void;
  /** Writes the entities made and changed so far, recorded as always, for statements that are to find them. */
  flush(): Promise<void>;
  /** The transaction's time in whole seconds, for `inserted_at` and `updated_at` (behaviour.md 1.4). */
  readonly now: Date;
}

/** Where something is left to do after `apply`. */
export interface FollowContext
  extends Pick<ApplyContext, 'em' | 'actionId' | 'instance' | 'journal' | 'flakeIds' | 'now'> {
  /** What `follow` said of it the last time; null the first time. */
  readonly progress: Json;
}

export interface FollowResult {
  /**
   * `at work`: the next batch can be done at once. `going on`: Akkoma's server is to be waited for. `finished`: nothing is left
   * to do. `given up`: something is, and nobody does it.
   */
  readonly state: 'at work' | 'going on' | 'finished' | 'given up';
  /** How far it is, for the card and for the next look; null where that is not worth telling. */
  readonly progress: Json;
  /** What the action has come to by now, where that has changed. */
  readonly outcome?: Json;
}

/** Whether what was done can be taken back from the rows that were recorded; if not, why not. */
export type UndoSupport = 'recorded' | { readonly impossible: Text };

/**
 * Something done to the instance.
 *
 * `plan` reads and never writes. `apply` runs inside the action's transaction, works on what was planned, writes through
 * the journal or the entities of `em`, and never commits.
 */
export interface Operation<Args extends object, Outcome extends Json, Prepared = unknown> {
  readonly name: string;
  readonly tier: ActionTier;
  /** Arguments that stay out of the audit log, such as an e-mail address. */
  readonly secretArgs?: readonly string[];
  /** Makes what takes long and needs no database, before a transaction opens in which others would wait for it. */
  prepare?(args: Args, secret: string | null): Promise<Prepared>;
  readonly undo: UndoSupport;
  /** The name of the operation that does the opposite, where there is one. */
  readonly reverse?: string;
  /**
   * What it does to Akkoma's tables, in `apply` and in `follow`. The rights of Steward's role and the schema check of a newer
   * Akkoma follow from it. For undo, that depends on the operations that it undoes.
   */
  readonly writes: Writes | ((operations: Operations) => Writes);
  /** The tables of Akkoma's, besides `users`, that it reads and does not write to. */
  readonly reads?: readonly string[];
  /** Set for what controls Steward itself; it is done while Steward is locked, too. */
  readonly control?: 'lock' | 'unlock' | 'pause' | 'resume';
  /** For how long it is done, in milliseconds, after which it is undone by itself; null, or nothing, where it lasts. */
  lasts?(args: Args): number | null;
  /** Whether its outcome holds something for the caller's eyes only, which `apply` reveals. */
  readonly reveals?: boolean;
  plan(planning: PlanContext, args: Args): Promise<Plan>;
  /** Every account that the plan is about, in the order of their ids, where there can be many. */
  targets?(reading: ReadContext, args: Args): Promise<readonly string[]>;
  apply(writing: ApplyContext<Prepared>, args: Args, plan: Plan): Promise<Outcome>;
  /**
   * Does the next batch of what `apply` has left undone, or looks how far Akkoma's server is with what was left to it and
   * pushes where that is needed, each time in a transaction of its own. Where an operation has this, its action is followed
   * until it says that there is nothing more to follow.
   */
  follow?(following: FollowContext, args: Args, outcome: Outcome): Promise<FollowResult>;
  /**
   * Whether `apply` has left a batch for `follow`, of an operation that works in batches and leaves nothing to Akkoma's server.
   */
  isUnfinished?(writing: Pick<ApplyContext, 'em' | 'actionId'>): Promise<boolean>;
}

/** Every operation that has a command, by its name. */
export type Operations = ReadonlyMap<string, Operation<object, Json>>;

/** What an operation does to Akkoma's tables. */
export const writesOf = (
  { writes }: Pick<Operation<object, Json>, 'writes'>,
  operations: Operations,
): Writes => (typeof writes === 'function' ? writes(operations) : writes);

export function defineOperation<Args extends object, Outcome extends Json, Prepared>(
  operation: Operation<Args, Outcome, Prepared> & { readonly secretArgs?: readonly (keyof Args & string)[] },
): Operation<Args, Outcome, Prepared> {
  return operation;
}

/**
 * A short mark of what an agreement is bound to, equal for equal plans whatever the order of their keys. Counts are no part of
 * it: whom it is about could change them, and so end whatever waits for votes.
 */
export function fingerprint({ target, role, facts }: Plan): string {
  return createHash('sha256')
    .update(canonical({ target, role: role ?? null, facts: { ...facts } }))
    .digest('base64url');
}

function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join()}}`;
}
