import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseArgs } from '../../src/command/parse.ts';

test('an error of no option in particular names the arguments', () => {
  const schema = z.object({ from: z.int(), to: z.int() }).refine(({ from, to }) => from <= to, 'must go up');

  expect(parseArgs(schema, { from: 1, to: 2 })).toEqual({ from: 1, to: 2 });
  expect(() => parseArgs(schema, { from: 2, to: 1 })).toThrow('Invalid arguments: must go up.');
});

test('an undefined option counts as not given: not even its name is left', () => {
  const schema = z.strictObject({ from: z.int().optional() });

  expect(parseArgs(schema, { from: undefined, to: undefined })).toStrictEqual({});
});
