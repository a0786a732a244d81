import type { Logger } from 'pino';
import type { ApprovalPolicy, Drafts, Gate, RecordRefusal } from '../../actions/index.ts';
import type { Autocomplete, Catalogue, CommandContext, Invocation } from '../../command/index.ts';
import type { ConcurrencyLimit } from '../concurrency-limit.ts';
import type { CommandIds } from '../messages/command-mention.ts';

/** What the handlers of interactions need. */
export interface RouterDependencies {
  readonly catalogue: Catalogue;
  readonly gate: Gate;
  readonly policy: ApprovalPolicy;
  readonly drafts: Drafts;
  readonly recordRefusal: RecordRefusal;
  readonly isShownElsewhere: (interactionId: string) => Promise<boolean>;
  readonly autocomplete: Autocomplete;
  readonly log: Logger;
  /** For the commands that answers name. */
  readonly commandIds: CommandIds;
  /** For deferred interactions. */
  readonly concurrency: ConcurrencyLimit;
  /** Has the card of what waits for staff brought up to date soon, after one of its buttons has run a command. */
  queueCardUsed(card: number): Promise<void>;
  contextFor(invocation: Invocation): CommandContext;
}
