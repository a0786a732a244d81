import type { z } from 'zod';
import { NotFound } from '../errors.ts';
import type { Reply } from '../reply.ts';
import { text } from '../text.ts';
import type { Command, Desk } from './command.ts';
import { optionsOf } from './options.ts';
import { parseArgs } from './parse.ts';

interface ReadingDefinition<Schema extends z.ZodObject> {
  readonly name: string;
  readonly description: string;
  readonly example: string;
  readonly visibility: 'private' | 'public';
  readonly args: Schema;
  read(desk: Desk, args: z.infer<Schema>): Promise<Reply>;
}

/** A command that only reads. */
export function defineReading<Schema extends z.ZodObject>(definition: ReadingDefinition<Schema>): Command {
  const { name, description, example, visibility, args: schema } = definition;
  return {
    name,
    description,
    example,
    visibility,
    tier: 'read',
    asks: false,
    secretArgs: [],
    operation: null,
    secretInput: null,
    options: optionsOf(schema),
    prepare: (raw) => {
      const args = parseArgs(schema, raw);
      return (desk) => definition.read(desk, args);
    },
    proceed: ({ id }) => {
      throw new NotFound(text`Action ${id} belongs to another command. Run the command again.`);
    },
  };
}
