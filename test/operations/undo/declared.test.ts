import { expect, test } from 'vitest';
import { catalogue } from '../../../commands/index.ts';
import { undoableOf } from '../../../src/operations/index.ts';
import { writesOf } from '../../../src/operations/operation.ts';
import { restorables, restoredWithPosts } from '../../../src/undo/restorables.ts';

const { operations } = catalogue;

test.for(undoableOf(operations))('undo can restore every table that %s writes', (name) => {
  const operation = operations.get(name);
  const written = operation === undefined ? [] : Object.keys(writesOf(operation, operations));

  expect(written.length).toBeGreaterThan(0);
  expect([...restorables.map(({ table }) => table), ...restoredWithPosts]).toEqual(
    expect.arrayContaining(written),
  );
});
