import type { Writable } from 'node:stream';
import type { Terminal } from './unseen.ts';

/** Where a command line is run: what it is told beside its words, and where it reads and writes. */
export interface Shell {
  readonly environment: NodeJS.ProcessEnv;
  readonly input: Terminal['input'];
  readonly output: Writable;
  /** Questions and faults go here, where outcomes do not. */
  readonly errors: Writable;
  /** Has a Ctrl-C end a wait, and not the process. @returns what has it end the process again. */
  onInterrupt(listener: () => void): () => void;
}
