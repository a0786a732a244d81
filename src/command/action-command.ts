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

/** A reason that nobody can read is none. */
const reason = () =>
  storable(z.string())
    .overwrite((typed) => (isBlank(typed) ? '' : typed.trim()))
    .max(1000, 'must have at most 1000 characters');
const why = { description: 'Why, for the audit log' };

/** What every command that changes something takes besides its own arguments. */
const common = z.object({
  reason: reason().optional().meta(why),
  dry_run: z.boolean().default(false).meta({ description: 'Show what would happen and change nothing' }),
});

type OwnArgs<Shape extends z.ZodRawShape> = z.infer<z.ZodObject<Shape>>;

interface ActionCommandDefinition<Shape extends z.ZodRawShape, Outcome extends Json> {
  readonly name: string;
  readonly description: string;
  readonly example: string;
  /** Who may use it, where that goes by something else than its operation's tier. */
  readonly who?: string;
  /** Private where the answer holds something for the caller alone; public if nothing is said. */
  readonly visibility?: 'private' | 'public';
  /** Whether to ask before it is done; if nothing is said, what is destructive is asked about. */
  readonly asks?: boolean;
  /** Whether it takes a reason even where nobody else must agree; if nothing is said, it may do without. */
  readonly needsReason?: boolean;
  readonly args: Shape;
  /** Fills in what was left out and the caller stands for. */
  complete?(args: OwnArgs<Shape>, caller: Caller): OwnArgs<Shape>;
  readonly operation: Operation<OwnArgs<Shape>, Outcome>;
  /** What is asked before it is done; read by others than the caller too. */
  question(plan: StoredPlan, args: OwnArgs<Shape>): Text;
  /** What the caller is shown before it is done, besides the plan; kept nowhere. */
  details?(args: OwnArgs<Shape>, plan: Plan): readonly ReplyField[];
  /** What the caller is to type unseen when they agree, where the arguments call for it. */
  readonly secret?: { readonly input: SecretInput; wanted(args: OwnArgs<Shape>): boolean };
  /** The outcome in words; the secrets are those that the operation revealed to the caller. */
  reply(outcome: Outcome, secrets: Readonly<Record<string, string>>): Summary;
  /** How far Akkoma's server is with what the operation left to it, in words; batches have words of their own. */
  progress?(progress: Json): Summary;
}

/** A command that changes the instance through an operation. */
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
  /** Arguments as an action's row has them; null where another version kept them in a way that this one cannot read. */
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
      // Parsed once already: what is left of the whole is the command's own.
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
            // In a terminal only what always asks is asked about: scripts must be able to know.
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
      // Whoever has it by its name gives it the arguments that it parsed itself.
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

  /** Puts it up for an answer that comes by a button: its caller's, or that of others, who must know why. */
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
      // Whoever was asked has read them.
      ...(asked ? [] : notesOf(plan.warnings)),
      ...reasonOf(reason),
    ],
    footer: text`Action ${actionId}`,
    card: { actionId, buttons: [] },
    data: { action: actionId, outcome, ...secrets },
  };
}

/** One account is done when all who follow it are. */
const summarizeBatches = ({ of, left }: BatchProgress): Summary => ({
  line:
    of <= 1
      ? text`Its followers are still being gone through.`
      : text`${of - left} of ${of} accounts so far.`,
});

const reasonOf = (reason: string | null): ReplyField[] =>
  reason === null ? [] : [{ name: 'Reason', value: text`${reason}` }];

/** What cannot be undone says so before it is done. */
export function undoFieldsOf({ undo }: Pick<Operation<object, Json>, 'undo'>): ReplyField[] {
  return typeof undo === 'object' ? [{ name: 'Cannot be undone', value: undo.impossible }] : [];
}

const omit = (args: object, shape: object): object =>
  Object.fromEntries(Object.entries(args).filter(([key]) => !(key in shape)));
