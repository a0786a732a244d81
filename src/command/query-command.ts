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
   * Arguments that stay out of the audit log, where a refusal is written down with what was typed; so does the name of a
   * page then, since it stands for them too.
   */
  readonly secretArgs?: readonly (keyof z.infer<Schema> & string)[];
  /** The arguments that the name of a page, on a button, stands for; without it that name is the argument `page`. */
  ofPage?(page: string): RawArgs;
  read(context: CommandContext, args: z.infer<Schema>): Promise<Reply>;
}

/** A command that only reads. */
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
          // Akkoma has been upgraded under it.
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
