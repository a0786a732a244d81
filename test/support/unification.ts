import { type Bindings, fitText, hasPlaceholder, type Place, type Run } from './placeholder.ts';

/** One change: a whole row, or an update's key and columns. */
export interface Expectation {
  readonly table: string;
  readonly kind: 'inserted' | 'deleted' | 'updated';
  readonly value: unknown;
}

/** Where a change differs from the recording, and why. */
export interface Difference {
  readonly path: string;
  readonly reason: string;
}

/** All differences, and the bindings of the uuids afterwards. */
interface Comparison {
  readonly differences: readonly Difference[];
  readonly bindings: Bindings;
}

/** Compares a recorded change with a found one, and binds the placeholders on the way. */
export function differences(
  expected: Expectation,
  found: Expectation,
  bindings: Bindings,
  run: Run,
): Comparison {
  const result: Difference[] = [];
  let { uuids } = bindings;

  const differ = (path: readonly string[], reason: string): void => {
    result.push({ path: path.join('.'), reason });
  };

  const compare = (recorded: unknown, actual: unknown, path: readonly string[]): void => {
    if (recorded === '<serial>') {
      if (!Number.isSafeInteger(actual)) differ(path, `${JSON.stringify(actual)} is not a serial number`);
    } else if (typeof recorded === 'string' && typeof actual === 'string' && hasPlaceholder(recorded)) {
      const fit = fitText(recorded, actual, placeOf(expected.kind, path), { ...bindings, uuids }, run);
      if ('reason' in fit) differ(path, `recorded ${recorded}, but ${fit.reason} (found ${actual})`);
      else uuids = fit.uuids;
    } else if (Array.isArray(recorded) && Array.isArray(actual) && recorded.length === actual.length) {
      for (const [index, item] of recorded.entries()) compare(item, actual[index], [...path, String(index)]);
    } else if (isRecord(recorded) && isRecord(actual)) {
      for (const key of new Set([...Object.keys(recorded), ...Object.keys(actual)])) {
        compare(recorded[key], actual[key], [...path, key]);
      }
    } else if (recorded !== actual) {
      differ(path, `recorded ${JSON.stringify(recorded)}, found ${JSON.stringify(actual)}`);
    }
  };

  compare(expected.value, found.value, []);
  return { differences: result, bindings: { ...bindings, uuids } };
}

/** How many pairs the search tries before it gives up. Then `leftover` pairs the changes without backtracking. */
const PATIENCE = 50_000;

/** A recorded change, and the found changes that match it while nothing is bound yet. */
interface Choice {
  readonly change: Expectation;
  readonly candidates: readonly Expectation[];
}

/** The changes without a counterpart, on either side. */
interface Leftover {
  readonly missing: readonly Expectation[];
  readonly extra: readonly Expectation[];
}

/**
 * Pairs every recorded change with a found one so that all placeholders agree. Starts with the change that has the
 * fewest candidates, and backtracks where a choice turns out wrong.
 */
export function matchAll(
  expected: readonly Expectation[],
  found: readonly Expectation[],
  flakes: ReadonlySet<string>,
  run: Run,
): Leftover {
  const unbound: Bindings = { uuids: new Map(), flakes };
  const choices = expected
    .map((change) => ({ change, candidates: candidatesFor(change, found, unbound, run) }))
    .sort((a, b) => a.candidates.length - b.candidates.length);
  const isPossible = choices.length === found.length && choices[0]?.candidates.length !== 0;
  if (isPossible && pairUp(choices, unbound, run)) return { missing: [], extra: [] };
  return leftover(choices, found, unbound, run);
}

/** Whether all changes can be paired at the same time. */
function pairUp(choices: readonly Choice[], unbound: Bindings, run: Run): boolean {
  const taken = new Set<Expectation>();
  let tried = 0;
  const search = (bindings: Bindings): boolean => {
    const next = choices[taken.size];
    if (!next) return true;
    for (const candidate of next.candidates) {
      if (taken.has(candidate) || tried > PATIENCE) continue;
      tried += 1;
      const comparison = differences(next.change, candidate, bindings, run);
      if (comparison.differences.length > 0) continue;
      taken.add(candidate);
      if (search(comparison.bindings)) return true;
      taken.delete(candidate);
    }
    return false;
  };
  return search(unbound);
}

/** For the report: pairs the changes one after the other, without backtracking, and returns the rest. */
function leftover(
  choices: readonly Choice[],
  found: readonly Expectation[],
  unbound: Bindings,
  run: Run,
): Leftover {
  const taken = new Set<Expectation>();
  const missing: Expectation[] = [];
  let bindings = unbound;
  for (const { change, candidates } of choices) {
    const pair = candidates
      .filter((candidate) => !taken.has(candidate))
      .map((candidate) => ({ candidate, comparison: differences(change, candidate, bindings, run) }))
      .find(({ comparison }) => comparison.differences.length === 0);
    if (pair) {
      taken.add(pair.candidate);
      bindings = pair.comparison.bindings;
    } else {
      missing.push(change);
    }
  }
  return { missing, extra: found.filter((change) => !taken.has(change)) };
}

function candidatesFor(
  expected: Expectation,
  found: readonly Expectation[],
  unbound: Bindings,
  run: Run,
): Expectation[] {
  return found.filter(
    (candidate) =>
      candidate.table === expected.table &&
      candidate.kind === expected.kind &&
      differences(expected, candidate, unbound, run).differences.length === 0,
  );
}

/** The path of an update starts with `set`, then the column, then 0 for before or 1 for after. */
function placeOf(kind: Expectation['kind'], path: readonly string[]): Place {
  const column = kind === 'updated' ? path[1] : path[0];
  return { column: column ?? '', isNested: path.length > (kind === 'updated' ? 3 : 1) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
