import type {
  ApprovalPolicy,
  AskAgain,
  Caller,
  Cancel,
  CastVote,
  CheckConfirmation,
  CheckDenial,
  Confirm,
  Decision,
  Definition,
  Drafts,
  Members,
  Perform,
  Preflight,
  Preview,
  Propose,
  Retry,
} from '../actions/index.ts';
import type { ActionTier, ReadContext, Tier } from '../operations/index.ts';
import type { Json, Reply, ReplyField } from '../text/reply.ts';
import type { Text } from '../text/text.ts';
import type { Option } from './options.ts';

/** What a command gets for one run: the caller, the database to read, and the functions that act. */
export interface CommandContext extends ReadContext {
  readonly caller: Caller;
  readonly interactionId: string | null;
  /** The token with which Discord accepts answers to the interaction; null outside Discord. */
  readonly interactionToken: string | null;
  /** How many rows of a list fit in one answer; infinite where answers have no limit, as in a terminal. */
  readonly pageSize: number;
  /** The secret that the caller passed in a modal, at a hidden prompt or by a flag; null if there is none. */
  readonly secret: string | null;
  readonly policy: ApprovalPolicy;
  /**
   * Reads the policy that applies in Discord, where that is not `policy`, as in a terminal. It returns null if the
   * settings do not say it. Null or left out in Discord.
   *
   * @throws StewardError if the settings are malformed.
   */
  readonly readTeamPolicy?: (() => ApprovalPolicy | null) | null;
  /** The members of the Discord server, and their roles. */
  readonly members: Members;
  /** Returns the words that people type for an operation. */
  wordsFor(operation: string): string;
  /** Whether the caller may run commands of this tier. */
  may(tier: Tier): boolean;
  /** Makes a decision of the caller on an existing action that they named, instead of using its card. */
  decisionOn(actionId: number): Decision;
  readonly preflight: Preflight;
  readonly preview: Preview;
  readonly perform: Perform;
  readonly propose: Propose;
  readonly castVote: CastVote;
  readonly checkDenial: CheckDenial;
  readonly cancel: Cancel;
  readonly confirmAction: Confirm;
  readonly checkConfirmation: CheckConfirmation;
  readonly retry: Retry;
  readonly askAgain: AskAgain;
  readonly drafts: Drafts;
  /** Marks an action's private answer as final, so that no other process draws it again. */
  markPresented(actionId: number): Promise<void>;
  /** Asks the caller and waits for the answer; null where the answer can only come later, by a button. */
  readonly ask: ((question: Reply) => Promise<boolean>) | null;
  /** Streams output that is too large for memory to the caller, before the answer; null where that is impossible. */
  readonly stream: ((pieces: AsyncIterable<string>) => Promise<void>) | null;
}

/** The arguments as Discord or the terminal received them, before validation. */
export type RawArgs = Readonly<Record<string, Json | undefined>>;

export type RunCommand = (context: CommandContext) => Promise<Reply>;

/** A description: a line that can stand alone, and further fields. */
export interface Summary {
  readonly line: Text;
  /** What is still to be done, in a sentence. The progress of it replaces it. */
  readonly left?: Text;
  /** The kind of answer, where it has fields: "Done" unless given. A card is titled by the state of its action. */
  readonly title?: string;
  readonly fields?: readonly ReplyField[];
}

/** The parts that all commands have. Commands know words, not tables. */
interface CommandBase {
  readonly name: string;
  readonly description: string;
  /** An example of how to type it, without the slash: `user deactivate lain`. */
  readonly example: string;
  /** Whether only the caller sees the answer. It is fixed, because Discord requires it before the command runs. */
  readonly visibility: 'private' | 'public';
  readonly options: readonly Option[];
  /** The options whose values are masked in the audit log. */
  readonly secretArgs: readonly string[];
  /**
   * Validates the arguments and returns the function that does the work.
   *
   * @throws Invalid with every fault, by option.
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

/** A command that decides on an existing action. */
export interface DecisionCommand extends CommandBase {
  readonly kind: 'decision';
  /** The lowest tier: the action, not the command, determines who may decide. */
  readonly tier: 'read';
  /** Who may use the command, in words. */
  readonly who: string;
  /** In which case it asks for confirmation first, in words after "if". */
  readonly asksIf?: string | undefined;
}

/** A command that changes something. It also has the words that describe a stored action. */
export interface ActionCommand extends CommandBase {
  readonly kind: 'action';
  readonly tier: ActionTier;
  /** Who may use the command, in words, where its tier does not decide that. */
  readonly who?: string | undefined;
  /** Whether the command always shows the plan and asks the caller before it runs. */
  readonly asks: boolean;
  /** In which case its plan asks, in words after "if", where the command does not always ask. */
  readonly asksIf?: string | undefined;
  /** The name of the operation that the command runs. */
  readonly operation: string;
  readonly definition: Definition;
  /** What the input for the secret is called that the caller may have to type when they confirm; null for none. */
  readonly secretLabel: string | null;
  /**
   * Checks a command that still lacks its reason, before a form asks for it.
   *
   * @returns the act as a verb phrase.
   * @throws Refused, Invalid, NotFound, Conflict where the command would be refused.
   */
  preflight(raw: RawArgs, context: CommandContext): Promise<Text>;
  /** Whether these arguments need that secret. */
  wantsSecret(args: object): boolean;
  summarize(outcome: Json, secrets?: Readonly<Record<string, string>>): Summary;
  progress(progress: Json): Summary;
}

/** A command that staff can type. */
export type Command = QueryCommand | DecisionCommand | ActionCommand;

/** The commands under one group name, such as `user` in `/user list`. */
export interface CommandGroup {
  readonly name: string;
  readonly description: string;
  readonly commands: readonly Command[];
}
