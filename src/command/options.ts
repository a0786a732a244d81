import { z } from 'zod';

/** What a surface must know of one argument, read off the command's zod schema. */
export interface Option {
  readonly name: string;
  readonly description: string;
  /** `list` is several strings: repeated arguments in a terminal, separated by commas in Discord. */
  readonly kind: 'string' | 'integer' | 'boolean' | 'list';
  readonly required: boolean;
  readonly choices: readonly string[];
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly minLength: number | undefined;
  readonly maxLength: number | undefined;
  /** What counts where nothing is given; undefined where that is something of its own. */
  readonly fallback: string | number | boolean | undefined;
  /** The name of what suggests values while one types, if anything does. */
  readonly suggest: Suggestion | undefined;
  /** False for arguments that only buttons and the console give, such as where a page starts. */
  readonly offered: boolean;
  /** In a terminal, the flag that takes this option's place and what is to be typed unseen along with it. */
  readonly secretFlag: string | undefined;
}

const suggestions = [
  'nickname',
  'tag',
  'ownTag',
  'host',
  'command',
  'invite',
  'person',
  'actionToUndo',
  'actionToVoteOn',
  'actionToCancel',
  'actionToKeep',
  'actionToRetry',
  'action',
  'operation',
] as const;

export type Suggestion = (typeof suggestions)[number];

declare module 'zod' {
  interface GlobalMeta {
    suggest?: Suggestion;
    offered?: boolean;
    secretFlag?: string;
  }
}

/** As much of JSON Schema as commands use. */
const property = z.object({
  type: z.enum(['string', 'integer', 'boolean', 'array']),
  description: z.string(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  suggest: z.enum(suggestions).optional(),
  offered: z.boolean().optional(),
  secretFlag: z.string().optional(),
});

const object = z.object({
  properties: z.record(z.string(), property),
  required: z.array(z.string()).default([]),
});

/**
 * The options of a command in the order of its schema, by way of the JSON Schema of what it takes in.
 *
 * @throws z.ZodError for a schema that has a property without a description or of a kind no surface can ask for.
 */
export function optionsOf(schema: z.ZodObject): Option[] {
  const { properties, required } = object.parse(z.toJSONSchema(schema, { io: 'input' }));
  return Object.entries(properties).map(([name, each]) => ({
    name,
    description: each.description,
    kind: each.type === 'array' ? 'list' : each.type,
    required: required.includes(name),
    choices: each.enum ?? [],
    minimum: each.minimum,
    maximum: each.maximum,
    minLength: each.minLength,
    maxLength: each.maxLength,
    fallback: each.default,
    suggest: each.suggest,
    offered: each.offered ?? true,
    secretFlag: each.secretFlag,
  }));
}
