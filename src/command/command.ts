import type {
  Caller,
  Cancel,
  FindPending,
  PendingAction,
  Perform,
  Policy,
  Preview,
  Propose,
  Resume,
} from '../actions/index.ts';
import type { Reading, Tier } from '../operations/index.ts';
import type { Json, Reply, SecretInput } from '../reply.ts';
import type { Option } from './options.ts';

/** What a command finds when it is run: who asked, the database to read, and the ways to act. */
export interface Desk extends Reading {
  readonly caller: Caller;
  readonly interactionId: string | null;
  /** How many rows of a list one answer holds; infinite where the answer has no end, as in a terminal. */
  readonly pageSize: number;
  /** What the caller typed where nobody else could see it; null where they did not. */
  readonly secret: string | null;
  /** Whether the caller may do what is of this tier. */
  may(tier: Tier): boolean;
  /** Who must agree to what. */
  readonly policy: Policy;
  readonly preview: Preview;
  readonly perform: Perform;
  readonly propose: Propose;
  readonly resume: Resume;
  readonly findPending: FindPending;
  readonly cancel: Cancel;
  /** Asks the caller then and there; null where an answer can only come later, by a button. */
  readonly confirm: ((question: Reply) => Promise<boolean>) | null;
}

/** Arguments as a surface received them, before validation. */
export type RawArgs = Readonly<Record<string, Json | undefined>>;

export type Work = (desk: Desk) => Promise<Reply>;

/** Something that staff can type: it knows words, not tables. */
export interface Command {
  readonly name: string;
  readonly description: string;
  /** One way to type it, without the slash: `user deactivate lain`. */
  readonly example: string;
  readonly tier: Tier;
  /** Whether only the caller sees the answer; settled before anything is known, as Discord demands. */
  readonly visibility: 'private' | 'public';
  /** Whether the caller is shown what would happen, and asked, before it does. */
  readonly asks: boolean;
  readonly options: readonly Option[];
  /** Options of which the values stay out of the audit log. */
  readonly secretArgs: readonly string[];
  /** The operation behind it, for a command that changes something. */
  readonly operation: string | null;
  /** What may have to be typed unseen along with the yes. */
  readonly secretInput: SecretInput | null;
  /**
   * Validates the arguments; what is returned does the work.
   *
   * @throws Invalid naming everything that is wrong, by option.
   */
  prepare(raw: RawArgs): Work;
  /** Goes on with an action of this command's that was proposed and has now been agreed to. */
  proceed(pending: PendingAction): Work;
}

/** Commands under one name, as in `/user list`. */
export interface CommandGroup {
  readonly name: string;
  readonly description: string;
  readonly commands: readonly Command[];
}
