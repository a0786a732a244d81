import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Client } from 'pg';
import { expect, inject, test } from 'vitest';
import { AlreadyClaimed } from '../../../src/actions/index.ts';
import { StewardError } from '../../../src/text/errors.ts';
import { partOf, unhurried } from '../figures.ts';
import type { Replicas } from './replicas.ts';

/** What one of two does. */
export type Move = () => Promise<unknown>;

/** One of the ways in which a race may end. */
interface Ending {
  /** Who came first. */
  readonly won: 0 | 1;
  /** What each was told; null where all went well. */
  readonly told: readonly [RegExp | null, RegExp | null];
  /** Where it lies between two others, and need not be seen. */
  readonly isRare?: boolean;
  /** The audit entries of each action but those that lock, unlock or pause, by their numbers: `proposed approved`. */
  readonly entries: readonly string[];
  /** What has come of it in Akkoma's rows. */
  readonly effect: unknown;
}

interface Race {
  /** Makes what both then want to move. */
  prepare(replicas: Replicas): Promise<readonly [Move, Move]>;
  /** Reads what has come of it in Akkoma's rows; the tags of the account if nothing is said. */
  effect?(client: Client): Promise<unknown>;
  /** Every one of them that is not rare must be seen. */
  readonly endings: readonly Ending[];
}

/** Where either may come first, and the other is told the same. */
export const either = ({ told, ...ending }: Omit<Ending, 'won'>): readonly Ending[] => [
  { ...ending, won: 0, told },
  { ...ending, won: 1, told: [told[1], told[0]] },
];

const size = partOf(200);

/** So many more are run for an ending that has not been seen yet. */
const patience = Math.max(3 * size, 200);

/**
 * By how many milliseconds at most either is held back at random, beside what keeps the two head to head. What has not
 * been seen so far may lie further from there, so that every second run looks a little further each time.
 */
const spread = (run: number): number => (run < size || run % 2 === 0 ? 2 : 2 + run - size);

/**
 * By how many milliseconds the handicap changes after so many runs that the same one has won: one by one where the two are
 * head to head, and soon in leaps where they are far apart, as on a slow machine.
 */
const strideAfter = (inARow: number): number => (inARow < 8 ? 1 : Math.min(2 ** (inARow - 7), 32));

/** Runs a race again and again, and holds each to one of its endings. */
export function race(
  name: string,
  replicas: () => Replicas,
  { prepare, effect = tagsOf, endings }: Race,
): void {
  test(name, unhurried, async () => {
    const { client } = replicas();
    const seen = endings.map(() => 0);
    const isUnseen = () => endings.some(({ isRare }, each) => seen[each] === 0 && isRare !== true);
    // Milliseconds by which the first is held back: whoever has won is held back longer the next time, so that the two
    // stay head to head, however fast the machine is.
    let handicap = 0;
    let inARow = 0;
    let last: number | undefined;
    for (let run = 0; run < size || (isUnseen() && run < size + patience); run += 1) {
      const { rows } = await client.query<{ last: number }>(
        'select coalesce(max(id), 0)::integer as last from steward.actions',
      );
      // What a race before has left waiting is not asked for again.
      await client.query(
        `update steward.actions set state = 'expired' where state in ('proposed', 'approved') and id <= $1`,
        [rows[0]?.last],
      );
      const moves = await prepare(replicas());
      const holdBack = handicap + (Math.random() * 2 - 1) * spread(run);
      const told = await Promise.all([startAfter(holdBack, moves[0]), startAfter(-holdBack, moves[1])]);
      const result = {
        told,
        entries: await entriesAfter(client, rows[0]?.last ?? 0),
        effect: await effect(client),
      };
      const which = endings.findIndex((ending) => matches(result, ending));
      expect(which, `no way for this to end: ${JSON.stringify(result)}`).not.toBe(-1);
      seen[which] = (seen[which] ?? 0) + 1;
      const won = endings[which]?.won;
      inARow = won === last ? inARow + 1 : 0;
      last = won;
      handicap += (won === 0 ? 1 : -1) * strideAfter(inARow);
    }
    if (inject('share') === 1) process.stdout.write(`  ${seen.join(' : ')}  ${name}\n`);
    expect(isUnseen(), `an ending was never seen: ${seen.join()}`).toBe(false);
  });
}

async function startAfter(milliseconds: number, move: Move): Promise<string | null> {
  if (milliseconds > 0) await setTimeout(milliseconds);
  try {
    await move();
    return null;
  } catch (error) {
    if (error instanceof StewardError) return `${error.name}: ${error.message}`;
    if (error instanceof AlreadyClaimed) return 'AlreadyClaimed';
    throw error;
  }
}

/** Akkoma's account that is raced about. */
export const contested = 'lain';

async function tagsOf(client: Client): Promise<unknown> {
  const { rows } = await client.query('select tags from users where nickname = $1', [contested]);
  return rows[0]?.tags;
}

/** The state in which an action is after its last entry, where that is not its name. */
const states: Readonly<Record<string, string>> = { vote: 'proposed', kept: 'done', held: 'approved' };

/** These change nothing of Akkoma's. */
const harmless = ['action.lock', 'action.unlock', 'action.keep', 'staff.pause'];

/** The entries of each later action but those that change nothing of Akkoma's; what its row says, and what it has changed, must be what its last entry says. */
async function entriesAfter(client: Client, last: number): Promise<string[]> {
  const { rows } = await client.query<{ state: string; changed: boolean; entries: string[] }>(
    `select state, exists (select from steward.changes where action_id = a.id) as changed,
       array(select substr(event, 8) from steward.audit_log where action_id = a.id order by id) as entries
     from steward.actions a where id > $1 and operation <> all($2) order by id`,
    [last, harmless],
  );
  for (const { state, changed, entries } of rows) {
    const said = entries.at(-1) ?? '';
    expect({ state, changed }, entries.join(' ')).toEqual({
      state: states[said] ?? said,
      changed: ['done', 'undone'].includes(state),
    });
  }
  return rows.map(({ entries }) => entries.join(' '));
}

interface Result {
  readonly told: readonly (string | null)[];
  readonly entries: readonly string[];
  readonly effect: unknown;
}

const matches = (result: Result, { told, entries, effect }: Ending): boolean =>
  isDeepStrictEqual(result.entries, entries) &&
  isDeepStrictEqual(result.effect, effect) &&
  told.every((expected, mover) => {
    const heard = result.told[mover] ?? null;
    return expected === null || heard === null ? expected === heard : expected.test(heard);
  });
