import type { Writable } from 'node:stream';
import type { Terminal } from './hidden-prompt.ts';

/** The surroundings of a command line: the environment, and the streams that it reads and writes. */
export interface Shell {
  readonly environment: NodeJS.ProcessEnv;
  readonly input: Terminal['input'];
  readonly output: Writable;
  /** The stream for questions and faults. Outcomes go to `output`. */
  readonly errors: Writable;
  /**
   * Makes Ctrl-C call the listener instead of ending the process.
   *
   * @returns a function that restores the usual behaviour.
   */
  onInterrupt(listener: () => void): () => void;
}
