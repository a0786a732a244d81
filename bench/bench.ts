/** One line of a bench's table: what stands under each heading. */
export type Row = Readonly<Record<string, string | number>>;

export interface BenchOptions {
  /** Whether to take the sizes that take minutes, where a bench has some. */
  readonly large: boolean;
  /** Aborted when someone wants it to end early: a bench then throws, leaving nothing behind. */
  readonly signal: AbortSignal;
}

/** What a bench promises of its numbers, and whether they keep it. A machine's mood is no failure. */
export interface Target {
  readonly claim: string;
  readonly met: boolean;
}

export interface Measured {
  readonly rows: readonly Row[];
  readonly targets: readonly Target[];
}

/** Something measured, side by side with what it is held against. */
export interface Bench {
  readonly name: string;
  readonly about: string;
  /** @throws when it could not be measured, or what was measured did not do its work. */
  run(options: BenchOptions): Promise<Measured>;
}
