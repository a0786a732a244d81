import { z } from 'zod';
import type { Caller, Perform, Performed } from '../actions/index.ts';
import { Invalid } from '../errors.ts';
import type { Operation, Reading, Tier } from '../operations/index.ts';
import type { Json, Reply } from '../reply.ts';
import { joinTexts, type Text, text } from '../text.ts';
import { type Option, optionsOf } from './options.ts';
import { planReply } from './plan-reply.ts';

/** What a command finds when it is run: who asked, the database to read, and the way to act. */
export interface Desk extends Reading {
  readonly caller: Caller;
  readonly interactionId: string | null;
  /** How many rows of a list one answer holds; infinite where the answer has no end, as in a terminal. */
  readonly pageSize: number;
  /** Whether the caller may do what is of this tier. */
  may(tier: Tier): boolean;
  readonly perform: Perform;
}

/** Arguments as a surface received them, before validation. */
export type RawArgs = Readonly<Record<string, Json | undefined>>;

/** Something that staff can type: it knows words, not tables. */
export interface Command {
  readonly name: string;
  readonly description: string;
  readonly tier: Tier;
  /** Whether only the caller sees the answer; settled before anything is known, as Discord demands. */
  readonly visibility: 'private' | 'public';
  readonly options: readonly Option[];
  /**
   * Validates the arguments; what is returned does the work.
   *
   * @throws Invalid naming everything that is wrong, by option.
   */
  prepare(raw: RawArgs): (desk: Desk) => Promise<Reply>;
}

/** Commands under one name, as in `/user list`. */
export interface CommandGroup {
  readonly name: string;
  readonly description: string;
  readonly commands: readonly Command[];
}

interface ReadingDefinition<Schema extends z.ZodObject> {
  readonly name: string;
  readonly description: string;
  readonly visibility: 'private' | 'public';
  readonly args: Schema;
  read(desk: Desk, args: z.infer<Schema>): Promise<Reply>;
}

/** A command that only reads. */
export function defineReading<Schema extends z.ZodObject>(definition: ReadingDefinition<Schema>): Command {
  const { name, description, visibility, args: schema } = definition;
  return {
    name,
    description,
    visibility,
    tier: 'read',
    options: optionsOf(schema),
    prepare: (raw) => {
      const args = parse(schema, raw);
      return (desk) => definition.read(desk, args);
    },
  };
}

/** What every command that changes something takes besides its own arguments. */
const common = z.object({
  reason: z.string().max(1000).optional().meta({ description: 'Why, for the audit log' }),
  dry_run: z.boolean().default(false).meta({ description: 'Show what would happen and change nothing' }),
});

type OwnArgs<Shape extends z.ZodRawShape> = z.infer<z.ZodObject<Shape>>;

interface ActingDefinition<Shape extends z.ZodRawShape, Outcome extends Json> {
  readonly name: string;
  readonly description: string;
  readonly args: Shape;
  readonly operation: Operation<OwnArgs<Shape>, Outcome>;
  reply(outcome: Outcome): { readonly line: Text; readonly fields?: Reply['fields'] };
}

/** A command that changes the instance through an operation; everybody in the channel sees its outcome. */
export function defineActing<Shape extends z.ZodRawShape, Outcome extends Json>(
  definition: ActingDefinition<Shape, Outcome>,
): Command {
  const { name, description, operation } = definition;
  const schema = z.strictObject({ ...definition.args, ...common.shape });
  return {
    name,
    description,
    visibility: 'public',
    tier: operation.tier,
    options: optionsOf(schema),
    prepare: (raw) => {
      const {
        reason = null,
        dry_run: dryRun,
        ...args
      } = parse(schema, raw) as OwnArgs<Shape> & z.infer<typeof common>;
      return async ({ caller, interactionId, perform }) => {
        const performed = await perform({
          operation,
          args: args as unknown as OwnArgs<Shape>,
          reason,
          caller,
          interactionId,
          dryRun,
        });
        return replyTo(performed, definition, reason);
      };
    },
  };
}

function replyTo<Outcome extends Json>(
  { plan, done }: Performed<Outcome>,
  { name, reply }: Pick<ActingDefinition<z.ZodRawShape, Outcome>, 'name' | 'reply'>,
  reason: string | null,
): Reply {
  if (done === null) return planReply(name, plan);
  const { line, fields = [] } = reply(done.outcome);
  return {
    tone: 'done',
    line,
    fields: [
      ...fields,
      ...plan.warnings.map((warning) => ({ name: 'Note', value: warning })),
      ...(reason === null ? [] : [{ name: 'Reason', value: text`${reason}` }]),
    ],
    footer: text`Action ${done.actionId}`,
    data: { action: done.actionId, outcome: done.outcome },
  };
}

function parse<Schema extends z.ZodObject>(schema: Schema, raw: RawArgs): z.infer<Schema> {
  const given = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message, ...issue }) => {
    const at = path.length > 0 ? String(path[0]) : 'keys' in issue ? issue.keys.join(', ') : 'arguments';
    return text`${at}: ${message}`;
  });
  throw new Invalid(text`That cannot be done: ${joinTexts(faults, '; ')}. Correct it and send it again.`);
}
