import type { ClientBase } from 'pg';
import { describe, expect, inject, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { type AkkomaRelease, isSince } from '../../sandbox/database/releases.ts';
import { undoableOf, writesOf } from '../../src/operations/index.ts';
import { undo } from '../../src/operations/undo/undo.ts';
import type { TestDatabase } from '../support/database.ts';
import { databaseOf } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';
import { type Changes, changesBetween, type Snapshot, snapshot } from '../support/snapshot.ts';
import { inOrder, onLater } from './differences.ts';
import { type Do, type Trial, trials } from './every-operation.ts';
import { withoutRunValues } from './run-values.ts';

const undoable = undoableOf(catalogue.operations);

test('every operation on Akkoma’s tables is tried', () => {
  const { operations: all } = catalogue;
  const operations = [...all.values()].flatMap((each) =>
    // Undoing writes what it undoes.
    !each.name.startsWith('action.') && Object.keys(writesOf(each, all)).length > 0 ? each.name : [],
  );
  expect(new Set(trials.map(({ name }) => name.split(' ')[0]))).toEqual(new Set(operations));
});

/** The changes of each trial on the previous release that it was tried on. */
const before = new Map<string, { readonly release: AkkomaRelease; readonly changes: Changes }>();

/** The refusal of an operation on a release, which says what to do instead. */
const refusals: Readonly<Record<string, (release: AkkomaRelease) => RegExp | null>> = {
  'user.new': (release) => (isSince(release, '3.20') ? /only Akkoma can.*"invite create"/ : null),
};

describe.each(inject('releases'))('on the tables of %s', (release) => {
  const database = databaseOf(release);

  test.each(trials)('$name', async (trial) => {
    const refusal = refusals[trial.name]?.(release) ?? null;
    if (refusal !== null) {
      await expect(run(release, database, trial)).rejects.toThrow(refusal);
      return;
    }
    const { changes, undoes, rest } = await run(release, database, trial);

    expect(changes).not.toEqual({});
    expect(undeclared(trial, changes)).toEqual([]);
    const previous = before.get(trial.name);
    if (previous !== undefined) {
      expect(changes).toEqual(inOrder(onLater(release, previous, trial.environment ?? {})));
    }
    before.set(trial.name, { release, changes });

    if (undoable.includes(trial.name.split(' ')[0] ?? '')) {
      await undoes();
      expect(await rest()).toEqual({});
    }
  });
});

/**
 * Returns the writes that the operation does not declare; those of columns that only other releases have, and of tables
 * that triggers maintain, need no declaration.
 */
function undeclared({ name }: Trial, changes: Changes): string[] {
  const { operations } = catalogue;
  const operation = operations.get(name.split(' ')[0] ?? '');
  const writes = operation === undefined ? {} : writesOf(operation, operations);
  const ways = { inserted: 'insert', updated: 'update', deleted: 'delete' } as const;
  return Object.entries(changes)
    .filter(([table]) => table !== 'counter_cache')
    .flatMap(([table, kinds]) =>
      (Object.keys(kinds) as (keyof typeof ways)[])
        .filter((kind) => writes[table]?.[ways[kind]] === undefined)
        .map((kind) => `${ways[kind]} ${table}`),
    );
}

/** The contents of a pristine database of each release. */
const pristine = new Map<AkkomaRelease, Snapshot>();

async function stateOf(release: AkkomaRelease, client: ClientBase, setup?: string): Promise<Snapshot> {
  if (setup !== undefined) {
    await client.query(setup);
    return snapshot(client);
  }
  const state = pristine.get(release) ?? (await snapshot(client));
  pristine.set(release, state);
  return state;
}

async function run(
  release: AkkomaRelease,
  { url, client }: TestDatabase,
  { setup, environment, act }: Trial,
) {
  const { perform } = performOn(url, environment);
  const request = { reason: null, caller: tester, interactionId: null, secret: null };
  const does: Do = async (operation, args) => (await perform({ ...request, operation, args })).actionId;
  const found = await stateOf(release, client, setup);
  const known = JSON.stringify([...found.values()].map(({ rows }) => [...rows.values()]));
  const startedAt = new Date();
  const action = await act(does);
  const changes = changesBetween(found, await snapshot(client));
  return {
    changes: inOrder(withoutRunValues(changes, known, startedAt)),
    undoes: () => perform({ ...request, operation: undo, args: { action } }),
    /** Returns the remaining differences, except for the times of updates. */
    rest: async () => {
      const left = Object.entries(changesBetween(found, await snapshot(client))).flatMap(
        ([table, { inserted = [], deleted = [], updated = [] }]) => {
          const others = updated.filter(({ set }) => Object.keys(set).some((name) => name !== 'updated_at'));
          return inserted.length + deleted.length + others.length === 0
            ? []
            : [[table, { inserted, deleted, updated: others }]];
        },
      );
      return Object.fromEntries(left);
    },
  };
}
