import type {
  ApprovalPolicy,
  AskAgain,
  Caller,
  Cancel,
  CastVote,
  Confirm,
  Decision,
  Definition,
  Drafts,
  Perform,
  Preview,
  Propose,
  Retry,
  StoredPlan,
} from '../actions/index.ts';
import type { ActionTier, ReadContext, Tier } from '../operations/index.ts';
import type { Json, Reply, ReplyField, SecretInput } from '../text/reply.ts';
import type { Text } from '../text/text.ts';
import type { Option } from './options.ts';

/** What a command finds when it is run: who asked, the database to read, and the ways to act. */
export interface CommandContext extends ReadContext {
  readonly caller: Caller;
  readonly interactionId: string | null;
  /** With which Discord takes answers to the interaction; null elsewhere. */
  readonly interactionToken: string | null;
  /** How many rows of a list one answer holds; infinite where the answer has no end, as in a terminal. */
  readonly pageSize: number;
  /** What the caller typed where nobody else could see it; null where they did not. */
  readonly secret: string | null;
  readonly policy: ApprovalPolicy;
  /** Whether the caller may do what is of this tier. */
  may(tier: Tier): boolean;
  /** The caller doing something with an action that is there, by name and not on its card. */
  decisionOn(actionId: number): Decision;
  readonly preview: Preview;
  readonly perform: Perform;
  readonly propose: Propose;
  readonly castVote: CastVote;
  readonly cancel: Cancel;
  readonly confirmAction: Confirm;
  readonly retry: Retry;
  readonly askAgain: AskAgain;
  readonly drafts: Drafts;
  /** Leaves an action's private answer as it was shown: nobody else is to draw it. */
  markPresented(actionId: number): Promise<void>;
  /** Asks the caller then and there; null where an answer can only come later, by a button. */
  readonly ask: ((question: Reply) => Promise<boolean>) | null;
  /** Gives the caller what is too much to be held, piece by piece and before the answer; null where that cannot be. */
  readonly stream: ((pieces: AsyncIterable<string>) => Promise<void>) | null;
}

/** Arguments as a surface received them, before validation. */
export type RawArgs = Readonly<Record<string, Json | undefined>>;

export type RunCommand = (context: CommandContext) => Promise<Reply>;

/** Something told: a line that stands alone, and what there is to add. */
export interface Summary {
  readonly line: Text;
  readonly fields?: readonly ReplyField[];
}

/** What all commands have: they know words, not tables. */
interface CommandBase {
  readonly name: string;
  readonly description: string;
  /** One way to type it, without the slash: `user deactivate lain`. */
  readonly example: string;
  /** Whether only the caller sees the answer; settled before anything is known, as Discord demands. */
  readonly visibility: 'private' | 'public';
  readonly options: readonly Option[];
  /** Options of which the values stay out of the audit log. */
  readonly secretArgs: readonly string[];
  /**
   * Validates the arguments; what is returned does the work.
   *
   * @throws Invalid naming everything that is wrong, by option.
   */
  prepare(raw: RawArgs): RunCommand;
}

/** A command that only reads. */
export interface QueryCommand extends CommandBase {
  readonly kind: 'query';
  readonly tier: 'read';
  /** The tables of Akkoma's, besides `users`, that it reads. */
  readonly reads: readonly string[];
}

/** A command that decides about an action that is there. */
export interface DecisionCommand extends CommandBase {
  readonly kind: 'decision';
  /** Anybody may type it: whether they may decide depends on the action. */
  readonly tier: 'read';
  /** Who may use it, in words. */
  readonly who: string;
}

/** A command that changes something, with the words for an action that a row tells of. */
export interface ActionCommand extends CommandBase {
  readonly kind: 'action';
  readonly tier: ActionTier;
  /** Who may use it, in words, where that goes by something else than its tier. */
  readonly who?: string | undefined;
  /** Whether the caller is shown what would happen, and asked, before it does. */
  readonly asks: boolean;
  /** The name of the operation behind it. */
  readonly operation: string;
  readonly definition: Definition;
  /** What may have to be typed unseen along with the yes. */
  readonly secretInput: SecretInput | null;
  /** Whether that is so for these arguments. */
  wantsSecret(args: object): boolean;
  /** Null where the arguments are of another version of Steward, which asked otherwise. */
  question(plan: StoredPlan, args: unknown): Text | null;
  summarize(outcome: Json, secrets?: Readonly<Record<string, string>>): Summary;
  progress(progress: Json): Summary;
}

/** Something that staff can type. */
export type Command = QueryCommand | DecisionCommand | ActionCommand;

/** Commands under one name, as in `/user list`, in the order of Discord's menu. */
export interface CommandGroup {
  readonly name: string;
  readonly description: string;
  readonly commands: readonly Command[];
}
