import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lastOfList, listItem, splitList } from '../../src/discord/interactions/arguments.ts';

describe('a list in one option', () => {
  test.for([
    ['a, b ,c', ['a', 'b', 'c']],
    ['one tag', ['one tag']],
    ['"  spaced  ", x', ['  spaced  ', 'x']],
    ['"a, b", "say ""hi"""', ['a, b', 'say "hi"']],
    ['a,,b,', ['a', 'b']],
    ['5" screen, x', ['5" screen', 'x']],
    ['', []],
  ] as const)('%j', ([typed, items]) => {
    expect(splitList(typed)).toEqual(items);
  });
});

describe('the last item of a list, as it is typed', () => {
  test.for([
    ['', '', ''],
    ['a', '', 'a'],
    ['a, b', 'a, ', 'b'],
    ['a,b,', 'a, b, ', ''],
    ['"a, b", c', '"a, b", ', 'c'],
    ['"a, b', '', 'a, b'],
    ['x, "say ""hi"", t', 'x, ', 'say "hi", t'],
    ['"a, b"', '', 'a, b'],
    ['5" screen, x', '"5"" screen", ', 'x'],
    ['"a" b, c', '"""a"" b", ', 'c'],
  ] as const)('%j', ([list, before, typed]) => {
    expect(lastOfList(list)).toEqual({ before, typed });
  });

  test('is replaced by the chosen one, which is parsed whole behind the finished items', () => {
    const item = fc
      .string({ unit: fc.constantFrom(...'",a b'), minLength: 1 })
      .filter((each) => each.trim() !== '');
    fc.assert(
      fc.property(
        fc.array(item),
        item,
        fc.string({ unit: fc.constantFrom(...'",a b') }),
        (items, chosen, typed) => {
          const { before } = lastOfList([...items.map(listItem), typed].join(', '));
          expect(splitList(`${before}${listItem(chosen)}`).at(-1)).toBe(chosen);
          const { before: alone } = lastOfList([...items.map(listItem), ''].join(', '));
          expect(splitList(`${alone}${listItem(chosen)}`)).toEqual([...items, chosen]);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
