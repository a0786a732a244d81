/** One line of a bench's table, by column heading. */
export type Row = Readonly<Record<string, string | number>>;

export interface BenchOptions {
  /** Whether to run the sizes that take minutes, where a bench has some. */
  readonly large: boolean;
  /** Aborted to end a bench early. The bench then throws and cleans up. */
  readonly signal: AbortSignal;
}

/**
 * A claim about a bench's numbers, and whether it is met. A missed claim is no error, since it may be due to the
 * machine.
 */
export interface Target {
  readonly claim: string;
  readonly met: boolean;
}

export interface Measured {
  readonly rows: readonly Row[];
  readonly targets: readonly Target[];
}

/** A measurement next to its baseline. */
export interface Bench {
  readonly name: string;
  readonly about: string;
  /** @throws Error when it could not be measured, or the measured code did not do its work. */
  run(options: BenchOptions): Promise<Measured>;
}
