import { z } from 'zod';
import { type BatchProgress, readBatchProgress } from '../operations/index.ts';
import { Conflict } from '../text/errors.ts';
import type { Json } from '../text/reply.ts';
import { isBlank, text } from '../text/text.ts';
import { storable } from './args.ts';
import type { ActionCommand, RawArgs, Summary } from './command.ts';
import { optionsOf } from './options.ts';
import { parseArgs } from './parse.ts';
import { preflightAction, type RunnableAction, runAction } from './run-action.ts';

/** A reason without visible characters counts as no reason. */
const reason = () =>
  storable(z.string())
    .overwrite((typed) => (isBlank(typed) ? '' : typed.trim()))
    .max(1000, 'must have at most 1000 characters');
const why = { description: 'Reason, for the audit log' };

/** The arguments that every action command takes besides its own. */
const common = z.object({
  reason: reason().optional().meta(why),
  dry_run: z.boolean().default(false).meta({ description: 'Show what would happen and change nothing' }),
});

type OwnArgs<Shape extends z.ZodRawShape> = z.infer<z.ZodObject<Shape>>;

interface ActionCommandDefinition<Shape extends z.ZodRawShape, Outcome extends Json>
  extends Omit<RunnableAction<OwnArgs<Shape>, Outcome>, 'visibility' | 'asks' | 'secret'> {
  readonly description: string;
  readonly example: string;
  /** Who may use the command, in words, where the tier of its operation does not decide that. */
  readonly who?: string;
  /** `private` if the answer holds something that only the caller may see. Defaults to `public`. */
  readonly visibility?: 'private' | 'public';
  /** Whether the command always asks for confirmation first. Defaults to true for a destructive operation only. */
  readonly asks?: boolean;
  /** In which case its plan asks, in words after "if", where the command does not always ask. */
  readonly asksIf?: string;
  /** Whether the command requires a reason even if nobody else must approve. Defaults to false. */
  readonly needsReason?: boolean;
  readonly args: Shape;
  /** What the secret is called that the caller types when they confirm, and whether the given arguments need one. */
  readonly secret?: { readonly label: string; wanted(args: OwnArgs<Shape>): boolean };
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
  const { tier, secretArgs = [] } = operation;
  const visibility = definition.visibility ?? 'public';
  const asks = definition.asks ?? tier === 'destructive';
  const schema = z.strictObject({
    ...definition.args,
    ...common.shape,
    ...(definition.needsReason === true ? { reason: reason().min(1, 'must not be empty').meta(why) } : {}),
  });
  const parseOwn = (raw: RawArgs) => {
    const parsed = parseArgs(schema, raw);
    const { reason: given = '', dry_run: dryRun } = common.parse(parsed);
    // The schema has validated these already. Without the common arguments, only the command's own are left.
    const args = omit(parsed, common.shape) as OwnArgs<Shape>;
    return { args, raw, reason: given === '' ? null : given, dryRun };
  };

  return {
    kind: 'action',
    name,
    description,
    example,
    asks,
    asksIf: definition.asksIf,
    visibility,
    tier,
    secretArgs,
    operation: operation.name,
    who: definition.who,
    secretLabel: definition.secret?.label ?? null,
    options: optionsOf(schema),
    prepare: (raw) => {
      const typed = parseOwn(raw);
      return (context) => runAction({ ...definition, visibility, asks }, typed, context);
    },
    preflight: async (raw, context) => preflightAction(definition, parseOwn(raw), context),
    ...storedActionOf(definition),
  };
}

/** The part of a command that handles the stored row of an action, whose arguments another version may have stored. */
function storedActionOf<Shape extends z.ZodRawShape, Outcome extends Json>(
  definition: ActionCommandDefinition<Shape, Outcome>,
): Pick<ActionCommand, 'definition' | 'wantsSecret' | 'summarize' | 'progress'> {
  const { operation } = definition;
  const own = z.object(definition.args);
  /** Null if another version stored the arguments in a form that this one cannot read. */
  const readStored = (args: unknown): OwnArgs<Shape> | null => own.safeParse(args).data ?? null;
  // The callers that find the operation by its name pass only arguments that `parse` has returned.
  const wantsSecret = (args: object) => definition.secret?.wanted(args as OwnArgs<Shape>) === true;
  return {
    definition: {
      operation,
      parse: (args) => {
        const stored = readStored(args);
        if (stored !== null) return stored;
        throw new Conflict(
          text`This was requested with another version of Steward. Nothing was changed. Run the command again.`,
        );
      },
      describe: (plan, args) => {
        const stored = readStored(args);
        return stored === null ? null : definition.describe(plan, stored);
      },
      needsRequester: (args) => operation.reveals === true || wantsSecret(args),
    },
    wantsSecret,
    summarize: (outcome, secrets = {}) => definition.reply(outcome as Outcome, secrets),
    progress: (progress) => definition.progress?.(progress) ?? summarizeBatches(readBatchProgress(progress)),
  };
}

/** For a single account a count of accounts says nothing: its batches go through its followers. */
const summarizeBatches = ({ of, left }: BatchProgress): Summary => ({
  line: of <= 1 ? text`Its followers are still being processed.` : text`${of - left} of ${of} accounts done.`,
});

const omit = (args: object, shape: object): object =>
  Object.fromEntries(Object.entries(args).filter(([key]) => !(key in shape)));
