import { z } from 'zod';

/** One argument as Discord and the terminal need it, derived from the command's zod schema. */
export interface Option {
  readonly name: string;
  readonly description: string;
  /** The description for a terminal, where it differs; null for what only Discord needs. */
  readonly inTerminal: string | null | undefined;
  /**
   * `list` is several strings: repeated arguments in a terminal, separated by commas in Discord. `person` is chosen from
   * the members of the server in Discord, which gives their id, and typed in a terminal.
   */
  readonly kind: 'string' | 'integer' | 'boolean' | 'list' | 'person';
  readonly required: boolean;
  readonly choices: readonly string[];
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly minLength: number | undefined;
  readonly maxLength: number | undefined;
  /** The default value; undefined if the schema has none. */
  readonly fallback: string | number | boolean | undefined;
  /** Which suggestions Discord offers while the caller types, if any. */
  readonly suggest: Suggestion | undefined;
  /** How messages draw the value, where it is not drawn as it was typed. */
  readonly shown: 'person' | 'time' | undefined;
  /** Whether the phrase of the command says the value in other words, as "make lain an admin" says `admin:true`. */
  readonly isInPhrase: boolean;
  /** False for arguments that only buttons and the console pass, such as where a page starts. */
  readonly offered: boolean;
  /** The flag that replaces this option in a terminal. It takes the secret as its value, or prompts for it. */
  readonly secretFlag: string | undefined;
}

const suggestions = [
  'nickname',
  'signUp',
  'tag',
  'ownTag',
  'host',
  'command',
  'mailPreset',
  'invite',
  'note',
  'actionToUndo',
  'actionToVoteOn',
  'actionToCancel',
  'actionToKeep',
  'actionToRetry',
  'action',
  'operation',
  'report',
  'closedReport',
] as const;

export type Suggestion = (typeof suggestions)[number];

declare module 'zod' {
  interface GlobalMeta {
    suggest?: Suggestion;
    shown?: 'person' | 'time';
    isInPhrase?: boolean;
    offered?: boolean;
    secretFlag?: string;
    inTerminal?: string | null;
  }
}

/** The part of JSON Schema that commands use. */
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
  shown: z.enum(['person', 'time']).optional(),
  isInPhrase: z.boolean().optional(),
  offered: z.boolean().optional(),
  secretFlag: z.string().optional(),
  inTerminal: z.string().nullable().optional(),
});

const object = z.object({
  properties: z.record(z.string(), property),
  required: z.array(z.string()).default([]),
});

/**
 * Returns the options of a command in the order of its schema, derived from the JSON Schema of its input.
 *
 * @throws z.ZodError if a property has no description, or a type that Discord and the terminal cannot offer.
 */
export function optionsOf(schema: z.ZodObject): Option[] {
  const { properties, required } = object.parse(z.toJSONSchema(schema, { io: 'input' }));
  return Object.entries(properties).map(([name, each]) => ({
    name,
    description: each.description,
    inTerminal: each.inTerminal,
    kind: kindOf(each),
    required: required.includes(name),
    choices: each.enum ?? [],
    minimum: each.minimum,
    maximum: each.maximum,
    minLength: each.minLength,
    maxLength: each.maxLength,
    fallback: each.default,
    suggest: each.suggest,
    shown: each.shown,
    isInPhrase: each.isInPhrase ?? false,
    offered: each.offered ?? true,
    secretFlag: each.secretFlag,
  }));
}

function kindOf({ type, shown }: z.infer<typeof property>): Option['kind'] {
  if (shown === 'person') return 'person';
  return type === 'array' ? 'list' : type;
}
