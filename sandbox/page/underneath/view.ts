import type { Trouble } from '../../discord/sandbox.ts';

/** Something that a person did in the channel. */
export interface StepView {
  /** The interaction's id. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly who: string;
  /** What they typed, pressed, chose or sent. */
  readonly what: string;
}

export interface TrafficView {
  /** Milliseconds since the step began at which it was sent. */
  readonly after: number;
  readonly from: 'Discord' | 'bot';
  /** Such as `INTERACTION_CREATE` or `PATCH @original`. */
  readonly title: string;
  /** What it does, in words; empty where the title says it all. */
  readonly note: string;
  /** With what is secret in it shortened; undefined for an event. */
  readonly path: string | undefined;
  readonly status: number | undefined;
  /** Milliseconds until it was answered. */
  readonly took: number | undefined;
  readonly body: unknown;
  readonly refusal: unknown;
}

export interface CellView {
  readonly column: string;
  /** Undefined where the row was not there, or is gone. */
  readonly before: unknown;
  readonly after: unknown;
  /** What Akkoma's server goes by at this moment; undefined where it keeps none of it in memory. */
  readonly inMemory?: unknown;
}

export interface RowView {
  /** Of the account that the row is, where it is one. */
  readonly nickname: string | undefined;
  readonly key: string;
  readonly change: 'inserted' | 'updated' | 'deleted';
  readonly cells: readonly CellView[];
}

/** The rows of a table that an action changed; of many, the first ones. */
export interface TableView {
  readonly name: string;
  readonly changed: number;
  readonly rows: readonly RowView[];
}

/** A row of Steward's own, as it is now. */
export interface OwnRowView {
  readonly table: string;
  readonly columns: readonly (readonly [name: string, value: unknown])[];
}

export interface JobView {
  readonly id: string;
  readonly worker: string;
  readonly queue: string;
  readonly state: string;
  readonly attempt: number;
  readonly args: unknown;
}

export interface AuditEntryView {
  readonly id: number;
  readonly at: string;
  readonly event: string;
  readonly command: string;
  readonly who: string;
  readonly why: string | null;
  readonly detail: unknown;
  /** In hexadecimal; the previous one is empty for the first entry. */
  readonly hash: string;
  readonly previousHash: string;
  /** Whether its hash fits what it says and the entry before. */
  readonly sound: boolean;
  /** Whether this very step wrote it. */
  readonly ofThisStep: boolean;
}

/** What the database keeps of a step. */
export interface ChangesView {
  readonly tables: readonly TableView[];
  readonly own: readonly OwnRowView[];
  readonly jobs: readonly JobView[];
  readonly audit: readonly AuditEntryView[];
  /** Whether more is to come by itself: jobs that wait, an action that runs. */
  readonly unsettled: boolean;
}

export interface BotView {
  readonly state: 'starting' | 'running' | 'restarting' | 'stopped';
  /** How it ended, where nobody asked it to. */
  readonly ending: string | undefined;
}

export interface UnderneathView {
  /** The newest first. */
  readonly steps: readonly StepView[];
  /** The one that is shown: the one that was asked for, or else the newest. */
  readonly step: StepView | undefined;
  readonly traffic: readonly TrafficView[];
  /** Undefined where the page knows no database, or nothing has been done. */
  readonly changes: ChangesView | undefined;
  /** Undefined where the page has no hold of the bot. */
  readonly bot: BotView | undefined;
  /** Whether the bot is on the gateway. */
  readonly connected: boolean;
  readonly troubles: readonly Trouble[];
}

export const misbehaviours = ['drop', 'rate-limit', 'errors', 'slow', 'twice', 'forget'] as const;
export type Misbehaving = (typeof misbehaviours)[number];
