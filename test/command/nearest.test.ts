import { expect, test } from 'vitest';
import { nearest, nearestFew, oneMistakeFrom } from '../../src/text/nearest.ts';

test('the candidate with the fewest wrong letters is the nearest, whatever its case', () => {
  expect(nearest('lainn', ['bob', 'lain', 'liam'])).toBe('lain');
  expect(nearest('LAIM', ['bob', 'Lain'])).toBe('Lain');
  expect(nearest('user deactvate', ['user activate', 'user deactivate'])).toBe('user deactivate');
});

test('two letters in the wrong order are one mistake', () => {
  expect(nearestFew('lian', ['liana', 'lain', 'liar', 'bob'])).toEqual(['liana', 'lain', 'liar']);
  expect(nearest('ba', ['ab', 'cd'])).toBe('ab');
});

test('what is not like the word is not offered, and at most three are', () => {
  expect(nearest('lain', ['heidi', 'bob', 'x'])).toBeNull();
  expect(nearest('bob', ['kim', 'bo-a-b'])).toBeNull();
  expect(nearest('lain', [])).toBeNull();
  expect(nearestFew('bob', ['bo', 'bab', 'bib', 'bub', 'bab'])).toEqual(['bo', 'bab', 'bib']);
});

test('the words that are one mistake away are lower-cased, and leave the word itself out', () => {
  const words = oneMistakeFrom('Ab');

  expect(words).toEqual(expect.arrayContaining(['a', 'b', 'ba', 'abc', 'xab', 'a_b', 'ax', '.b']));
  expect(words).not.toContain('ab');
  expect(words).not.toContain('abcd');
  expect(new Set(words).size).toBe(words.length);
  expect(words.length).toBeLessThan(80 * 3);
});
