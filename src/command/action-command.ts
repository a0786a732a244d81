import { z } from 'zod';
import {
  type ActionRequest,
  type Caller,
  NeedsApproval,
  NeedsReason,
  type Performed,
  type StoredPlan,
} from '../actions/index.ts';
import {
  type BatchProgress,
  fingerprint,
  type Operation,
  type Plan,
  readBatchProgress,
} from '../operations/index.ts';
import { Conflict } from '../text/errors.ts';
import type { Json, Reply, ReplyField, SecretInput } from '../text/reply.ts';
import { isBlank, type Text, text } from '../text/text.ts';
import { storable } from './args.ts';
import type { ActionCommand, CommandContext, RawArgs, Summary } from './command.ts';
import { optionsOf } from './options.ts';
import { parseArgs } from './parse.ts';
import {
  askedBefore,
  askedOthers,
  askReason,
  cancelled,
  cardReply,
  dryRunReply,
  notesOf,
} from './plan-reply.ts';

/** A reason without visible characters counts as no reason. */
const reason = () =>
  storable(z.string())
    .overwrite((typed) => (isBlank(typed) ? '' : typed.trim()))
    .max(1000, 'must have at most 1000 characters');
const why = { description: 'Why, for the audit log' };

/** The arguments that every action command takes besides its own. */
const common = z.object({
  reason: reason().optional().meta(why),
  dry_run: z.boolean().default(false).meta({ description: 'Show what would happen and change nothing' }),
});

type OwnArgs<Shape extends z.ZodRawShape> = z.infer<z.ZodObject<Shape>>;

interface ActionCommandDefinition<Shape extends z.ZodRawShape, Outcome extends Json> {
  readonly name: string;
  readonly description: string;
  readonly example: string;
  /** Who may use the command, in words, where the tier of its operation does not decide that. */
  readonly who?: string;
  /** `private` if the answer holds something that only the caller may see. Defaults to `public`. */
  readonly visibility?: 'private' | 'public';
  /** Whether the command always asks for confirmation first. Defaults to true for a destructive operation only. */
  readonly asks?: boolean;
  /** Whether the command requires a reason even if nobody else must approve. Defaults to false. */
  readonly needsReason?: boolean;
  readonly args: Shape;
  /** Fills in omitted arguments that default to the caller. */
  complete?(args: OwnArgs<Shape>, caller: Caller): OwnArgs<Shape>;
  readonly operation: Operation<OwnArgs<Shape>, Outcome>;
  /** The question whether to run the action. Other people than the caller read it, too. */
  question(plan: StoredPlan, args: OwnArgs<Shape>): Text;
  /** Fields that the caller sees before the action runs, besides the plan. They are not stored. */
  details?(args: OwnArgs<Shape>, plan: Plan): readonly ReplyField[];
  /** The secret that the caller types when they confirm, and whether the given arguments need one. */
  readonly secret?: { readonly input: SecretInput; wanted(args: OwnArgs<Shape>): boolean };
  /** Describes the outcome. `secrets` are the values that the operation reveals to the caller. */
  reply(outcome: Outcome, secrets: Readonly<Record<string, string>>): Summary;
  /**
   * Describes the progress of an action whose operation follows it, for example until Akkoma's server has finished.
   * Defaults to a description of the batches.
   */
  progress?(progress: Json): Summary;
}

/** Defines a command that changes the instance through an operation. */
export function defineActionCommand<Shape extends z.ZodRawShape, Outcome extends Json>(
  definition: ActionCommandDefinition<Shape, Outcome>,
): ActionCommand {
  const { name, description, example, operation } = definition;
  const visibility = definition.visibility ?? 'public';
  const own = z.object(definition.args);
  const schema = z.strictObject({
    ...definition.args,
    ...common.shape,
    ...(definition.needsReason === true ? { reason: reason().min(1, 'must not be empty').meta(why) } : {}),
  });
  const asks = definition.asks ?? operation.tier === 'destructive';
  /**
   * Parses the arguments that an action's row holds. Null if another version stored a form that this one cannot read.
   */
  const readKept = (args: unknown): OwnArgs<Shape> | null => own.safeParse(args).data ?? null;
  const secretWanted = (args: OwnArgs<Shape>) => definition.secret?.wanted(args) === true;
  const requestOf = (
    context: CommandContext,
    args: OwnArgs<Shape>,
    reason: string | null,
  ): ActionRequest<OwnArgs<Shape>, Outcome> => ({
    operation,
    args: definition.complete?.(args, context.caller) ?? args,
    reason,
    visibility,
    caller: context.caller,
    interactionId: context.interactionId,
    interactionToken: context.interactionToken,
    secret: context.secret,
  });

  return {
    kind: 'action',
    name,
    description,
    example,
    asks,
    visibility,
    tier: operation.tier,
    secretArgs: operation.secretArgs ?? [],
    operation: operation.name,
    who: definition.who,
    secretInput: definition.secret?.input ?? null,
    options: optionsOf(schema),

    prepare: (raw) => {
      const parsed = parseArgs(schema, raw);
      const { reason: given = '', dry_run: dryRun } = common.parse(parsed);
      const reason = given === '' ? null : given;
      // The schema has validated these already. Without the common arguments, only the command's own are left.
      const args = omit(parsed, common.shape) as OwnArgs<Shape>;
      return async (context) => {
        const request = requestOf(context, args, reason);
        const detailsOf = (plan: Plan) => [...(definition.details?.(args, plan) ?? []), ...reasonOf(reason)];
        if (dryRun) {
          const plan = await context.preview(request);
          return dryRunReply(name, plan, [...detailsOf(plan), ...undoFieldsOf(operation)]);
        }
        if (!asks) {
          try {
            // In a terminal only commands that always ask do so, so that a script knows in advance whether there is a
            // question.
            const withoutConfirmation = context.ask === null;
            return replyTo(await context.perform({ ...request, withoutConfirmation }), definition, reason);
          } catch (error) {
            if (!(error instanceof NeedsApproval)) throw error;
          }
        }
        if (context.ask === null) return ask(context, request, raw, detailsOf);
        const plan = await context.preview(request);
        const details = [...detailsOf(plan), ...undoFieldsOf(operation)];
        if (!(await context.ask(cardReply(definition.question(plan, args), plan, details, null))))
          return cancelled(null);
        const performed = await context.perform({ ...request, confirmedFingerprint: fingerprint(plan) });
        return replyTo(performed, definition, reason, true);
      };
    },

    definition: {
      // The callers that find the operation by its name pass it only arguments that `parse` has returned.
      operation,
      parse: (args) => {
        const kept = readKept(args);
        if (kept !== null) return kept;
        throw new Conflict(text`This was asked for with another version of Steward. Run the command again.`);
      },
      needsRequester: (args) => operation.reveals === true || secretWanted(args as OwnArgs<Shape>),
    },
    question: (plan, args) => {
      const kept = readKept(args);
      return kept === null ? null : definition.question(plan, kept);
    },
    wantsSecret: (args) => secretWanted(args as OwnArgs<Shape>),
    summarize: (outcome, secrets = {}) => definition.reply(outcome as Outcome, secrets),
    progress: (progress) => definition.progress?.(progress) ?? summarizeBatches(readBatchProgress(progress)),
  };

  /**
   * Proposes the action. The answer comes later, by a button: from the caller, or from approvers. Approvers must know
   * the reason, so if there is none, the request is stored as a draft and the caller is asked for it.
   */
  async function ask(
    context: CommandContext,
    request: ActionRequest<OwnArgs<Shape>, Outcome>,
    raw: RawArgs,
    detailsOf: (plan: Plan) => readonly ReplyField[],
  ): Promise<Reply> {
    try {
      const { actionId, plan, requirement, isWaiting } = await context.propose(request);
      if (isWaiting) return askedBefore(actionId);
      if (requirement.votes > 0) return askedOthers(actionId, requirement.votes);
      const secretOf = secretWanted(request.args) ? operation.name : null;
      const details = [...detailsOf(plan), ...undoFieldsOf(operation)];
      return cardReply(definition.question(plan, request.args), plan, details, { actionId, secretOf });
    } catch (error) {
      if (!(error instanceof NeedsReason)) throw error;
      const draft = await context.drafts.leave({ command: operation.name, args: raw }, context.caller.id);
      return askReason(error.votes, draft);
    }
  }
}

function replyTo<Outcome extends Json>(
  { actionId, plan, outcome, secrets }: Performed<Outcome>,
  { reply }: Pick<ActionCommandDefinition<z.ZodRawShape, Outcome>, 'reply'>,
  reason: string | null,
  asked = false,
): Reply {
  const { line, fields = [] } = reply(outcome, secrets);
  return {
    tone: 'done',
    line,
    fields: [
      ...fields,
      // A caller who was asked has read the warnings already.
      ...(asked ? [] : notesOf(plan.warnings)),
      ...reasonOf(reason),
    ],
    footer: text`Action ${actionId}`,
    card: { actionId, buttons: [] },
    data: { action: actionId, outcome, ...secrets },
  };
}

/** For a single account a count of accounts says nothing: its batches go through its followers. */
const summarizeBatches = ({ of, left }: BatchProgress): Summary => ({
  line:
    of <= 1
      ? text`Its followers are still being gone through.`
      : text`${of - left} of ${of} accounts so far.`,
});

const reasonOf = (reason: string | null): ReplyField[] =>
  reason === null ? [] : [{ name: 'Reason', value: text`${reason}` }];

/** Returns a field that warns that the action cannot be undone; none if it can. */
export function undoFieldsOf({ undo }: Pick<Operation<object, Json>, 'undo'>): ReplyField[] {
  return typeof undo === 'object' ? [{ name: 'Cannot be undone', value: undo.impossible }] : [];
}

const omit = (args: object, shape: object): object =>
  Object.fromEntries(Object.entries(args).filter(([key]) => !(key in shape)));
