import { expect } from 'vitest';
import type { TestDatabase } from './database.ts';
import { linkedTo, performOn } from './perform.ts';
import { expectChanges, type Recording, recording } from './recording.ts';
import { runAll, type Typed } from './run-all.ts';
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
  commandsOf: (call: ApiCall) => readonly Typed[],
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

  const { fault } = await runAll(perform, caller, calls.flatMap(commandsOf));

  expect(fault ?? 'done').toMatch(refused ?? /^done$/);
  expectChanges(changesBetween(before, await snapshot(client)), onRelease(adjust(recorded.changes)), {
    startedAt,
    endedAt: new Date(),
  });
}
