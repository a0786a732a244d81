import { expect, test } from 'vitest';
import { nearest } from '../../src/text/nearest.ts';

const candidates = ['activate', 'deactivate', 'delete_activities', 'list', 'Rm', 'tag', 'untag'];

test.for([
  ['deactivat', 'deactivate'],
  ['DEACTIVATE', 'deactivate'],
  ['lsit', 'list'],
  ['tga', 'tag'],
  ['tags', 'tag'],
  ['del', 'delete_activities'],
  ['de', null],
  ['rm', 'Rm'],
  ['rn', 'Rm'],
  ['x', null],
  ['', null],
  ['frobnicate', null],
  ['activaet', 'activate'],
] as const)('of a word without a match, %s, %s was meant', ([word, meant]) => {
  expect(nearest(word, candidates)).toBe(meant);
});

test('without candidates, nothing was meant', () => {
  expect(nearest('list', [])).toBeNull();
});
