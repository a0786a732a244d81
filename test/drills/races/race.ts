import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Client } from 'pg';
import { expect, inject, test } from 'vitest';
import { AlreadyClaimed } from '../../../src/actions/index.ts';
import { StewardError } from '../../../src/text/errors.ts';
import { partOf, unhurried } from '../figures.ts';
import type { Replicas } from './replicas.ts';

/** The move of one of the two contenders. */
export type Move = () => Promise<unknown>;

/** One of the ways in which a race may end. */
interface Ending {
  /** Which move came first. */
  readonly won: 0 | 1;
  /** The error of each move; null where it succeeded. */
  readonly told: readonly [RegExp | null, RegExp | null];
  /** Whether the ending needs a moment between two others, and need not be seen. */
  readonly isRare?: boolean;
  /**
   * The audit entries of each action except those that lock, unlock or pause, by their numbers: `proposed approved`.
   */
  readonly entries: readonly string[];
  /** The effect on Akkoma's rows. */
  readonly effect: unknown;
}

interface Race {
  /** Creates what both moves are about. */
  prepare(replicas: Replicas): Promise<readonly [Move, Move]>;
  /** Reads the effect on Akkoma's rows; by default the tags of the account. */
  effect?(client: Client): Promise<unknown>;
  /** Each ending that is not rare must be seen. */
  readonly endings: readonly Ending[];
}

/** Two endings: either move may come first, and the other then gets the same error. */
export const either = ({ told, ...ending }: Omit<Ending, 'won'>): readonly Ending[] => [
  { ...ending, won: 0, told },
  { ...ending, won: 1, told: [told[1], told[0]] },
];

const size = partOf(200);

/** How many more runs there are for an ending that has not been seen yet. */
const patience = Math.max(3 * size, 200);

/**
 * The largest random delay of either move, in milliseconds, in addition to the handicap. An ending that has not been
 * seen so far may need a larger delay, so that every second run increases it a little.
 */
const spread = (run: number): number => (run < size || run % 2 === 0 ? 2 : 2 + run - size);

/**
 * By how many milliseconds the handicap changes after the same move has won this number of runs: one by one where the
 * two are head to head, and soon in leaps where they are far apart, as on a slow machine.
 */
const strideAfter = (inARow: number): number => (inARow < 8 ? 1 : Math.min(2 ** (inARow - 7), 32));

/**
 * The largest random delay of either move, in milliseconds, in a race whose ending does not tell who came first: which
 * delay brings the two together is not known, so all are tried in turn.
 */
const anyDelay = (run: number): number => run % 25;

/** Runs a race again and again, and requires each run to end in one of its endings. */
export function race(
  name: string,
  replicas: () => Replicas,
  { prepare, effect = tagsOf, endings }: Race,
): void {
  test(name, unhurried, async () => {
    const { client } = replicas();
    const seen = endings.map(() => 0);
    const tellsFirst = new Set(endings.map(({ won }) => won)).size > 1;
    const isUnseen = () => endings.some(({ isRare }, each) => seen[each] === 0 && isRare !== true);
    // The delay of the first move, in milliseconds. The move that has won is delayed longer in the next run, so that
    // the two stay head to head on a machine of any speed.
    let handicap = 0;
    let inARow = 0;
    let last: number | undefined;
    for (let run = 0; run < size || (isUnseen() && run < size + patience); run += 1) {
      const { rows } = await client.query<{ last: number }>(
        'select coalesce(max(id), 0)::integer as last from steward.actions',
      );
      // Actions that an earlier run has left waiting would count as requests for the same.
      await client.query(
        `update steward.actions set state = 'expired' where state in ('proposed', 'approved') and id <= $1`,
        [rows[0]?.last],
      );
      const moves = await prepare(replicas());
      const delay = tellsFirst ? spread(run) : anyDelay(run);
      const holdBack = handicap + (Math.random() * 2 - 1) * delay;
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
      if (tellsFirst) handicap += (won === 0 ? 1 : -1) * strideAfter(inARow);
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

/** The account that the moves contend for. */
export const contested = 'lain';

async function tagsOf(client: Client): Promise<unknown> {
  const { rows } = await client.query('select tags from users where nickname = $1', [contested]);
  return rows[0]?.tags;
}

/** The state of an action by its last entry, where that is not the name of the state. */
const states: Readonly<Record<string, string>> = { vote: 'proposed', kept: 'done', held: 'approved' };

/** Operations that change no rows of Akkoma's. */
const harmless = ['action.lock', 'action.unlock', 'action.keep', 'staff.pause'];

/**
 * Returns the entries of each later action, except for those that change no rows of Akkoma's. The state of each row and
 * whether it recorded changes must match its last entry.
 */
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
