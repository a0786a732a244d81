import { expect, test } from 'vitest';
import { foldTag } from '../../src/akkoma/accounts/tags.ts';
import { tags } from '../../src/command/index.ts';

test.for([
  ['İ'.repeat(127), true],
  ['İ'.repeat(128), false],
  ['x'.repeat(255), true],
  ['x'.repeat(256), false],
] as const)('the length of a tag is measured after folding: %s', ([tag, fits]) => {
  expect(tags('Tags to add', 'tag').safeParse([tag]).success).toBe(fits);
  expect([...foldTag(tag)].length <= 255).toBe(fits);
});
