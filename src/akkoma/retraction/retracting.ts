import type { Journal } from '../../database/change-records/journal.ts';
import type { Em } from '../../database/connection/connection.ts';
import type { FlakeIds } from '../ids/flake-ids.ts';
import type { Instance } from '../instance.ts';

/** The context that a retraction writes with. */
export interface RetractionContext {
  readonly em: Em;
  readonly journal: Journal;
  readonly instance: Instance;
  readonly flakeIds: FlakeIds;
  readonly now: Date;
}

/** The account whose activities are retracted. */
export interface Retracted {
  readonly apId: string;
  readonly isActive: boolean;
  /** The actor of the activities that retract them; the account itself by default. */
  readonly by?: string;
}
