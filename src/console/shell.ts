import type { Terminal } from './hidden-prompt.ts';
import type { Output } from './look.ts';

/** The surroundings of a command line: the environment, and the streams that it reads and writes. */
export interface Shell {
  readonly environment: NodeJS.ProcessEnv;
  /**
   * Returns the environment with the settings of a file `.env`. Only commands that need settings call it.
   *
   * @throws Misconfigured if the file cannot be read.
   */
  settings(): NodeJS.ProcessEnv;
  readonly input: Terminal['input'];
  readonly output: Output;
  /** The stream for questions, progress and faults. Outcomes go to `output`. */
  readonly errors: Output;
  /**
   * Makes Ctrl-C call the listener instead of ending the process.
   *
   * @returns a function that restores the usual behaviour.
   */
  onInterrupt(listener: () => void): () => void;
}
