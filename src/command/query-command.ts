import type { z } from 'zod';
import { isOutdated } from '../database/connection/failures.ts';
import type { Reply } from '../text/reply.ts';
import type { CommandContext, QueryCommand, RawArgs } from './command.ts';
import { optionsOf } from './options.ts';
import { parseArgs } from './parse.ts';

interface QueryCommandDefinition<Schema extends z.ZodObject> {
  readonly name: string;
  readonly description: string;
  readonly example: string;
  readonly visibility: 'private' | 'public';
  readonly args: Schema;
  /** The tables of Akkoma's, besides `users`, that it reads. */
  readonly reads?: readonly string[];
  /**
   * Arguments that are masked in the audit log, which records a refused command with what was typed. The argument
   * `page` is then masked as well, because it contains them.
   */
  readonly secretArgs?: readonly (keyof z.infer<Schema> & string)[];
  /** Returns the arguments that the page on a button stands for. By default the page is the argument `page`. */
  ofPage?(page: string): RawArgs;
  read(context: CommandContext, args: z.infer<Schema>): Promise<Reply>;
}

/** Defines a command that only reads. */
export function defineQueryCommand<Schema extends z.ZodObject>(
  definition: QueryCommandDefinition<Schema>,
): QueryCommand {
  const { name, description, example, visibility, args: schema } = definition;
  return {
    name,
    description,
    example,
    visibility,
    kind: 'query',
    tier: 'read',
    reads: definition.reads ?? [],
    secretArgs: definition.secretArgs === undefined ? [] : [...definition.secretArgs, 'page'],
    options: optionsOf(schema),
    prepare: (raw) => {
      const args = parseArgs(schema, argumentsOf(definition, raw));
      return async (context) => {
        try {
          return await definition.read(context, args);
        } catch (error) {
          if (!isOutdated(error)) throw error;
          // Akkoma was upgraded while the command ran.
          await context.instance.refresh();
          return definition.read(context, args);
        }
      };
    },
  };
}

const argumentsOf = <Schema extends z.ZodObject>(
  { ofPage }: Pick<QueryCommandDefinition<Schema>, 'ofPage'>,
  raw: RawArgs,
): RawArgs => (ofPage !== undefined && typeof raw.page === 'string' ? ofPage(raw.page) : raw);
