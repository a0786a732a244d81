import { expect } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import type { RawArgs } from '../../src/command/index.ts';
import type { TestDatabase } from './database.ts';
import { linkedTo, performOn } from './perform.ts';
import { expectChanges, type Recording, recording } from './recording.ts';
import { type Changes, changesBetween, snapshot } from './snapshot.ts';

/** How a recorded call of the Admin API is replayed where the command does not do the same. */
export interface ApiPlay {
  /** What the answer says where the command refuses. */
  readonly refused?: RegExp;
  /** Set where newer releases write other rows, which other tests compare. */
  readonly isOf3132?: true;
  /** Adjusts the rows for a decision (docs/akkoma/README.md). */
  adjust?(recorded: Changes): Changes;
}

/** A call of the Admin API, as a recording has it. */
export interface ApiCall {
  readonly api?: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly as?: string;
}

/** A command that does what a call does: its group, its name and its arguments. */
export type CommandOfCall = readonly [group: string, name: string, args: RawArgs];

/** The calls of a recording, in order. */
export const callsOf = (recorded: Recording): readonly ApiCall[] =>
  (recorded.steps as readonly ApiCall[] | undefined) ?? [recorded];

/**
 * Replays a recording of the Admin API with commands, and compares the answer and every row.
 *
 * @param commandsOf returns the commands that do what a call does.
 */
export async function replay(
  { url, client }: TestDatabase,
  [id, { refused, adjust = (recorded: Changes) => recorded }]: readonly [id: string, play: ApiPlay],
  commandsOf: (call: ApiCall) => readonly CommandOfCall[],
  onRelease: (recorded: Changes) => Changes = (recorded) => recorded,
): Promise<void> {
  const recorded = recording(id);
  const calls = callsOf(recorded);
  const environment = {
    MODERATION_LOG: 'true',
    AKKOMA_CLEANUP_ATTACHMENTS: String(JSON.stringify(recorded).includes('"cleanup_attachments":true')),
  };
  if (recorded.setup !== undefined) await client.query(recorded.setup);
  const caller = await linkedTo(client, calls[0]?.as ?? '');
  const { perform } = performOn(url, environment);
  const before = await snapshot(client);
  const startedAt = new Date();

  const fault = await faultOf(perform, caller, calls.flatMap(commandsOf));

  expect(fault ?? 'done').toMatch(refused ?? /^done$/);
  expectChanges(changesBetween(before, await snapshot(client)), onRelease(adjust(recorded.changes)), {
    startedAt,
    endedAt: new Date(),
  });
}

/** Runs the commands, once all of them are valid. Returns what the answer says where one is refused. */
async function faultOf(
  perform: ReturnType<typeof performOn>['perform'],
  caller: Awaited<ReturnType<typeof linkedTo>>,
  commands: readonly CommandOfCall[],
): Promise<string | null> {
  try {
    for (const [group, name, args] of commands) catalogue.find(group, name)?.command.prepare(args);
    for (const [group, name, args] of commands) {
      const command = catalogue.find(group, name)?.command;
      if (command?.kind !== 'action') throw new Error(`No command ${group} ${name}`);
      const { operation, parse } = command.definition;
      await perform({
        reason: null,
        interactionId: null,
        secret: null,
        caller,
        operation,
        args: parse(args),
      });
    }
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
