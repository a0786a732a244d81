import { catalogue } from '../../commands/index.ts';
import type { Caller } from '../../src/actions/index.ts';
import type { RawArgs } from '../../src/command/index.ts';
import type { performOn } from './perform.ts';

/** A command with its arguments, as Discord passes them. */
export type Typed = readonly [group: string, name: string, args: RawArgs];

/**
 * Runs commands that act, one after the other, once all of them are valid.
 *
 * @returns what the answer says where one is refused, and the numbers of the actions that were done before it.
 */
export async function runAll(
  perform: ReturnType<typeof performOn>['perform'],
  caller: Caller,
  commands: readonly Typed[],
): Promise<{ fault: string | null; actions: number[] }> {
  const actions: number[] = [];
  try {
    for (const [group, name, args] of commands) catalogue.find(group, name)?.command.prepare(args);
    for (const [group, name, args] of commands) {
      const command = catalogue.find(group, name)?.command;
      if (command?.kind !== 'action') throw new Error(`No command ${group} ${name}`);
      const { operation, parse } = command.definition;
      const { actionId } = await perform({
        reason: null,
        interactionId: null,
        secret: null,
        caller,
        operation,
        args: parse(args),
      });
      actions.push(actionId);
    }
    return { fault: null, actions };
  } catch (error) {
    return { fault: (error as Error).message, actions };
  }
}
