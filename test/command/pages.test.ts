import { expect, test } from 'vitest';
import { pageOf } from '../../src/command/index.ts';

const size = 3;

test.for([
  ['the beginning of a list that goes on', ['a', 'b', 'c', 'd'], {}, ['a', 'b', 'c'], undefined, 'c'],
  ['a list that fits', ['a', 'b', 'c'], {}, ['a', 'b', 'c'], undefined, undefined],
  ['an empty list', [], {}, [], undefined, undefined],
  ['the middle, forwards', ['d', 'e', 'f', 'g'], { after: 'c' }, ['d', 'e', 'f'], 'd', 'f'],
  ['the end, forwards', ['g', 'h'], { after: 'f' }, ['g', 'h'], 'g', undefined],
  ['the middle, backwards', ['c', 'd', 'e', 'f'], { before: 'g' }, ['d', 'e', 'f'], 'd', 'f'],
  ['the beginning, backwards', ['a', 'b', 'c'], { before: 'd' }, ['a', 'b', 'c'], undefined, 'c'],
] as const)(
  '%s: the page has its rows, and its neighbours begin or end at them',
  ([, found, at, rows, previous, next]) => {
    expect(pageOf<string>(found, size, at)).toEqual({ rows, previous, next });
  },
);
