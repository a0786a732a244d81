import { expect, test } from 'vitest';
import { bestFirst } from '../../src/text/best-first.ts';

test('what is typed in full comes first, then what begins with it, then what contains it', () => {
  expect(bestFirst(['confirm', 'rmdir', 'list', 'rm'], 'rm')).toEqual(['rm', 'rmdir', 'confirm']);
});

test('equally good matches keep their order, and without any text all match', () => {
  expect(bestFirst(['b', 'a', 'ab'], '')).toEqual(['b', 'a', 'ab']);
  expect(bestFirst(['xb', 'xa', 'ax'], 'x')).toEqual(['xb', 'xa', 'ax']);
});

test('a value is found by the best of its names', () => {
  const lastWord = (path: string) => [path, path.split(' ').at(-1) ?? path];
  expect(bestFirst(['user confirm', 'user rm'], 'rm', lastWord)).toEqual(['user rm', 'user confirm']);
});
