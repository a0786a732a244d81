import type { Trouble } from '../../discord/sandbox.ts';

/** An interaction that a person sent. */
export interface StepView {
  /** The interaction's id. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly who: string;
  /** The text that describes the interaction: a command line, a button, a choice or a form. */
  readonly what: string;
}

export interface TrafficView {
  /** When it was sent, in milliseconds since the step began. */
  readonly after: number;
  readonly from: 'Discord' | 'bot';
  /** Such as `INTERACTION_CREATE` or `PATCH @original`. */
  readonly title: string;
  /** A description; empty where the title is enough. */
  readonly note: string;
  /** The method and path, with tokens shortened; undefined for an event. */
  readonly path: string | undefined;
  readonly status: number | undefined;
  /** Milliseconds until it was answered; undefined for an event. */
  readonly took: number | undefined;
  readonly body: unknown;
  readonly refusal: unknown;
}

export interface CellView {
  readonly column: string;
  /** Undefined where there was no value, as for an inserted row. For a deleted row `after` is undefined. */
  readonly before: unknown;
  readonly after: unknown;
  /** The value that Akkoma's server has in memory now; undefined where it has none. */
  readonly inMemory?: unknown;
}

export interface RowView {
  /** The nickname, if the row is an account. */
  readonly nickname: string | undefined;
  readonly key: string;
  readonly change: 'inserted' | 'updated' | 'deleted';
  readonly cells: readonly CellView[];
}

/** The rows of a table that an action changed: at most 20 of them, and the number of all in `changed`. */
export interface TableView {
  readonly name: string;
  readonly changed: number;
  readonly rows: readonly RowView[];
}

/** A row of Steward's tables, as it is now. */
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
  /** In hexadecimal. `previousHash` is empty for the first entry. */
  readonly hash: string;
  readonly previousHash: string;
  /** Whether its hash matches its content and the entry before. */
  readonly sound: boolean;
  /** Whether this step wrote the entry. */
  readonly ofThisStep: boolean;
}

/** The effects of a step in the database. */
export interface ChangesView {
  readonly tables: readonly TableView[];
  readonly own: readonly OwnRowView[];
  readonly jobs: readonly JobView[];
  readonly audit: readonly AuditEntryView[];
  /** Whether more will change without another step: a job is pending, or an action is running. */
  readonly unsettled: boolean;
}

export interface BotView {
  readonly state: 'starting' | 'running' | 'restarting' | 'stopped';
  /** The exit code or signal name, if the bot ended without being asked to. */
  readonly ending: string | undefined;
}

export interface UnderneathView {
  /** The latest steps, the newest first. */
  readonly steps: readonly StepView[];
  /** The step that is shown: the requested one, or else the newest. */
  readonly step: StepView | undefined;
  readonly traffic: readonly TrafficView[];
  /** Undefined where the page has no database, or there is no step. */
  readonly changes: ChangesView | undefined;
  /** Undefined where the page has no control of the bot. */
  readonly bot: BotView | undefined;
  /** Whether the bot is connected to the gateway. */
  readonly connected: boolean;
  readonly troubles: readonly Trouble[];
}

export const misbehaviours = ['drop', 'rate-limit', 'errors', 'slow', 'twice', 'forget'] as const;
export type Misbehaving = (typeof misbehaviours)[number];
