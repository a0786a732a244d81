import { existsSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { expect } from 'vitest';
import { numbersOfFlakes, type Run } from './placeholder.ts';
import type { Changes, TableChanges } from './snapshot.ts';
import { type Difference, differences, type Expectation, matchAll } from './unification.ts';

/** What the real command line or the Admin API answered and changed in one scenario (test/fixtures/README.md). */
export interface Recording {
  readonly id: string;
  /** The only command of the scenario, or its `steps`. */
  readonly argv?: readonly string[];
  readonly steps?: readonly (readonly string[])[];
  /** The bot's commands whose effect equals the recorded steps. */
  readonly run?: readonly (readonly string[])[];
  /** A call of the Admin API instead, its body, and the nickname of the account that makes it. */
  readonly api?: string;
  readonly body?: Readonly<Record<string, string | boolean | readonly string[]>>;
  readonly as?: string;
  /** The settings of the server that are not the default, without `AKKOMA_`. */
  readonly settings?: Readonly<Record<string, boolean | string | readonly string[]>>;
  /** The recipients of the mails in `changes`, and their subjects. */
  readonly mails?: readonly {
    readonly to: readonly (readonly [name: string, address: string])[];
    readonly subject: string;
  }[];
  /** SQL to run first. */
  readonly setup?: string;
  readonly output: readonly (
    | { readonly exit: number; readonly text: string }
    | { readonly status: number }
  )[];
  readonly changes: Changes;
}

/** The releases of Akkoma with recordings. The later one only has those that differ from the first. */
export type RecordedRelease = '3.13.2' | '3.16.0';

/** Reads a recording by its id, such as `deactivate-lain`, or `suggest` of the Admin API. */
export function recording(id: string, release: RecordedRelease = '3.13.2'): Recording {
  const own = new URL(`../fixtures/recordings-${release}/${id}.json`, import.meta.url);
  const others = ['recordings', 'recordings-moderation', 'recordings-outside'].map(
    (folder) => new URL(`../fixtures/${folder}/${id}.json`, import.meta.url),
  );
  const file = [...(release === '3.13.2' ? [] : [own]), ...others].find((each) => existsSync(each));
  if (file === undefined) throw new Error(`There is no recording ${id}`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * Checks that a run changed exactly what a recording says, where each placeholder stands for one value throughout. The
 * order of rows does not matter.
 *
 * @throws AssertionError that shows, for every row without a counterpart, the nearest candidate.
 */
export function expectChanges(actual: Changes, recorded: Changes, run: Run): void {
  const expected = expectations(recorded);
  const found = expectations(actual);
  const flakes = new Set([...numbersOfFlakes(JSON.stringify(recorded)), ...newIds(recorded)]);
  const { missing, extra } = matchAll(expected, found, flakes, run);
  const isMet = missing.length === 0 && extra.length === 0;
  expect(isMet, isMet ? undefined : report(missing, extra, flakes, run)).toBe(true);
}

/** Each change as one expectation: an inserted row, a deleted row, or an update with its key. */
function expectations(changes: Changes): Expectation[] {
  return Object.entries(changes).flatMap(([table, { inserted = [], deleted = [], updated = [] }]) => [
    ...inserted.map((row) => ({ table, kind: 'inserted' as const, value: row })),
    ...deleted.map((row) => ({ table, kind: 'deleted' as const, value: row })),
    ...updated.map(({ key, set }) => ({ table, kind: 'updated' as const, value: { key, set } })),
  ]);
}

/** The numbers of the placeholders in the id column of new users and activities. */
function newIds(changes: Changes): string[] {
  const inserted = (table?: TableChanges) => table?.inserted ?? [];
  return [...inserted(changes.users), ...inserted(changes.activities)].flatMap(
    (row) => String(row.id).match(/^<uuid (\d+)>$/)?.[1] ?? [],
  );
}

function report(
  missing: readonly Expectation[],
  extra: readonly Expectation[],
  flakes: ReadonlySet<string>,
  run: Run,
): string {
  const lines = [`${missing.length} recorded changes are missing, ${extra.length} changes are too many`];
  for (const expected of missing) {
    lines.push(`- missing: ${describe(expected)}`);
    const nearest = nearestOf(expected, extra, flakes, run);
    if (nearest)
      lines.push(
        '  the nearest change differs in',
        ...nearest.map((one) => `    ${one.path}: ${one.reason}`),
      );
  }
  lines.push(...extra.map((change) => `- too many: ${describe(change)}`));
  return lines.join('\n');
}

function nearestOf(
  expected: Expectation,
  candidates: readonly Expectation[],
  flakes: ReadonlySet<string>,
  run: Run,
): readonly Difference[] | undefined {
  return candidates
    .filter(({ table, kind }) => table === expected.table && kind === expected.kind)
    .map((candidate) => differences(expected, candidate, { uuids: new Map(), flakes }, run).differences)
    .sort((a, b) => a.length - b.length)[0];
}

function describe({ table, kind, value }: Expectation): string {
  return `${table} ${kind} ${inspect(value, { depth: 8, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 400 })}`;
}
