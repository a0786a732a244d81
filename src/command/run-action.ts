import {
  type ActionRequest,
  NeedsConfirmation,
  NeedsReason,
  type Performed,
  type StoredPlan,
  tierOf,
} from '../actions/index.ts';
import { fingerprint, type Operation, type Plan } from '../operations/index.ts';
import type { Json, Reply, ReplyField } from '../text/reply.ts';
import { type Text, text } from '../text/text.ts';
import { askReason } from './ask-reason.ts';
import type { CommandContext, RawArgs, Summary } from './command.ts';
import {
  askedOthers,
  cancelled,
  cardReply,
  dryRunReply,
  notesOf,
  requestedBefore,
  undoFieldsOf,
} from './plan-reply.ts';
import { summaryReply } from './summary-reply.ts';
import { targetAccountOf } from './target-account.ts';
import { undoNeeds } from './undo-needs.ts';

/** What a command defines of its run. */
export interface RunnableAction<Args extends object, Outcome extends Json> {
  readonly name: string;
  readonly visibility: 'private' | 'public';
  /** Whether the command always asks for confirmation first. */
  readonly asks: boolean;
  readonly operation: Operation<Args, Outcome>;
  /**
   * Fills in omitted arguments that default to the caller, and replaces names by ids, before anything else. Only what
   * this returns is planned and stored.
   */
  complete?(
    args: Args,
    context: Pick<CommandContext, 'caller' | 'em' | 'instance' | 'members'>,
  ): Args | Promise<Args>;
  /**
   * Checks the arguments with what the plan cannot know, before anything else.
   *
   * @returns what people must know besides the plan.
   * @throws StewardError where the command must not run.
   */
  check?(args: Args, context: CommandContext): Promise<readonly Text[]>;
  /**
   * The act as a verb phrase without a capital or a full stop, such as "deactivate lain". Questions, requests and
   * mentions are made from it, and other people than the caller read it, too.
   */
  describe(plan: StoredPlan, args: Args): Text;
  /** Fields that the caller sees before the action runs, besides the plan. They are not stored. */
  details?(args: Args, plan: Plan): readonly ReplyField[];
  /** Whether the given arguments need a secret, which the caller types when they confirm. */
  readonly secret?: { wanted(args: Args): boolean };
  /** Describes the outcome. `secrets` are the values that the operation reveals to the caller. */
  reply(outcome: Outcome, secrets: Readonly<Record<string, string>>): Summary;
}

/** A command line, validated. */
export interface TypedAction<Args> {
  readonly args: Args;
  /** The arguments before validation. */
  readonly raw: RawArgs;
  readonly reason: string | null;
  readonly dryRun: boolean;
}

/**
 * Runs the action, or shows its plan, or asks for confirmation, a reason or approval first.
 *
 * @throws Refused, Invalid, NotFound, Conflict, Stale, Unavailable
 */
export async function runAction<Args extends object, Outcome extends Json>(
  command: RunnableAction<Args, Outcome>,
  { args: given, ...rest }: TypedAction<Args>,
  context: CommandContext,
): Promise<Reply> {
  const typed = { ...rest, args: (await command.complete?.(given, context)) ?? given };
  const warnings = (await command.check?.(typed.args, context)) ?? [];
  const request = { ...requestOf(command, typed, context), warnings };
  if (typed.dryRun) {
    const plan = await context.preview(request);
    const { operation } = command;
    const { policy } = context;
    const tier = tierOf(operation, plan, policy);
    const { votes } = policy.requirementFor(operation.name, tier, plan.alsoRequires);
    const details = detailsBefore(command, typed, plan);
    return dryRunReply(command.describe(plan, typed.args), plan, votes, details);
  }
  if (!command.asks) {
    try {
      // In a terminal a plan that is only destructive is run without a question, so that scripts behave predictably.
      const refuseUnconfirmed = context.ask === null ? 'risky' : 'surprising';
      const performed = await context.perform({ ...request, refuseUnconfirmed });
      return replyTo(performed, command, typed.reason);
    } catch (error) {
      if (!(error instanceof NeedsConfirmation)) throw error;
    }
  }
  if (context.ask === null) return propose(command, typed, context, request);
  const plan = await context.preview(request);
  const phrase = command.describe(plan, typed.args);
  if (!(await context.ask(cardReply(phrase, plan, detailsBefore(command, typed, plan), null)))) {
    return cancelled(null);
  }
  const performed = await context.perform({ ...request, confirmedFingerprint: fingerprint(plan) });
  return replyTo(performed, command, typed.reason, true);
}

/**
 * Checks an action before a form asks for its reason, as far as that is quick.
 *
 * @returns the act as a verb phrase.
 * @throws Refused, Invalid, NotFound, Conflict
 */
export async function preflightAction<Args extends object, Outcome extends Json>(
  { operation, complete, check, describe }: Omit<RunnableAction<Args, Outcome>, 'visibility' | 'asks'>,
  { args: given }: TypedAction<Args>,
  context: CommandContext,
): Promise<Text> {
  const args = (await complete?.(given, context)) ?? given;
  await check?.(args, context);
  return describe(await context.preflight({ operation, args, caller: context.caller }), args);
}

const requestOf = <Args extends object, Outcome extends Json>(
  { operation, visibility }: RunnableAction<Args, Outcome>,
  { args, reason }: TypedAction<Args>,
  { caller, interactionId, interactionToken, secret }: CommandContext,
): ActionRequest<Args, Outcome> => ({
  operation,
  args,
  reason,
  visibility,
  caller,
  interactionId,
  interactionToken,
  secret,
});

/**
 * Proposes the action. The answer comes later, by a button: from the caller, or from approvers. Approvers must know the
 * reason, so if there is none, the request is stored as a draft and the caller is asked for it.
 */
async function propose<Args extends object, Outcome extends Json>(
  command: RunnableAction<Args, Outcome>,
  typed: TypedAction<Args>,
  context: CommandContext,
  request: ActionRequest<Args, Outcome>,
): Promise<Reply> {
  const operation = command.operation.name;
  try {
    const { actionId, plan, requirement, pending } = await context.propose(request);
    if (pending !== null) return requestedBefore({ pending, requirement }, context.caller);
    if (requirement.votes > 0) return askedOthers(actionId, requirement.votes);
    const secretOf = command.secret?.wanted(request.args) === true ? operation : null;
    const target = await targetAccountOf(context, plan, actionId);
    const { policy } = context;
    const needed = { tier: tierOf(command.operation, plan, policy), votes: requirement.votes };
    const details = [
      ...detailsBefore(command, typed, plan),
      ...(target === null ? [] : [target.field]),
      ...undoNeeds(command.operation, needed, context),
    ];
    const card = cardReply(command.describe(plan, request.args), plan, details, { actionId, secretOf });
    return { ...card, account: target?.account };
  } catch (error) {
    if (!(error instanceof NeedsReason)) throw error;
    const draft = await context.drafts.leave({ operation, args: typed.raw }, context.caller.id);
    const { request: unreasoned } = error;
    const phrase = command.describe(unreasoned.plan, request.args);
    return askReason({ request: unreasoned, operation, phrase, draft }, context);
  }
}

/** The fields that the caller sees before the action runs. */
const detailsBefore = <Args extends object, Outcome extends Json>(
  { details, operation }: RunnableAction<Args, Outcome>,
  { args, reason }: TypedAction<Args>,
  plan: Plan,
): ReplyField[] => [...reasonFields(reason), ...(details?.(args, plan) ?? []), ...undoFieldsOf(operation)];

function replyTo<Args extends object, Outcome extends Json>(
  { actionId, plan, outcome, secrets }: Performed<Outcome>,
  { reply }: RunnableAction<Args, Outcome>,
  reason: string | null,
  asked = false,
): Reply {
  const summary = reply(outcome, secrets);
  // A caller who was asked has read the warnings already.
  const notes = asked ? [] : notesOf(plan.warnings);
  return {
    tone: 'done',
    ...summaryReply(summary, [...reasonFields(reason), ...(summary.fields ?? []), ...notes]),
    footer: text`Action ${actionId}`,
    card: { actionId, buttons: [] },
    data: { action: actionId, outcome, ...secrets },
  };
}

const reasonFields = (reason: string | null): ReplyField[] =>
  reason === null ? [] : [{ name: 'Reason', value: text`${reason}` }];
