import type { Logger } from 'pino';
import type { Drafts, Gate, Policy, RecordRefusal } from '../../actions/index.ts';
import type { Catalogue, Desk, Sitting, Suggest } from '../../command/index.ts';
import type { Turns } from '../concurrency-limit.ts';

/** What every interaction is taken care of with. */
export interface RouterDependencies {
  readonly catalogue: Catalogue;
  readonly gate: Gate;
  readonly policy: Policy;
  readonly drafts: Drafts;
  readonly recordRefusal: RecordRefusal;
  readonly suggest: Suggest;
  readonly log: Logger;
  /** For what has been deferred. */
  readonly turns: Turns;
  deskFor(sitting: Sitting): Desk;
}
