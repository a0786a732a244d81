import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addTags, foldTag, removeTags } from '../../src/akkoma/accounts/tags.ts';

const tag = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const stored = fc.uniqueArray(tag, { maxLength: 8 });
const given = fc.array(tag, { maxLength: 8 });

test.for([
  ['Beta', 'beta'],
  ['ΣΑΣ', 'σασ'],
  ['  Spaced  ', '  spaced  '],
  ['ÀÉÎ', 'àéî'],
  ['İ', 'i\u0307'],
  ['mrf_tag:Sandbox', 'mrf_tag:sandbox'],
] as const)('%j is kept as %j', ([typed, kept]) => {
  expect(foldTag(typed)).toBe(kept);
});

test('folding looks at each character by itself, wherever it stands', () => {
  fc.assert(
    fc.property(tag, tag, (one, other) => {
      expect(foldTag(one + other)).toBe(foldTag(one) + foldTag(other));
    }),
  );
});

test('adding keeps what is there in its order, and the first of each', () => {
  fc.assert(
    fc.property(stored, given, (tags, more) => {
      const after = addTags(tags, more);
      expect(after.slice(0, tags.length)).toEqual(tags);
      expect(new Set(after).size).toBe(after.length);
      expect(new Set(after)).toEqual(new Set([...tags, ...more.map(foldTag)]));
    }),
  );
});

test('taking off what was just added leaves what was there', () => {
  fc.assert(
    fc.property(stored, given, (tags, more) => {
      const fresh = more.filter((each) => !tags.includes(foldTag(each)));
      expect(removeTags(addTags(tags, fresh), fresh)).toEqual(tags);
    }),
  );
});

test('taking off removes one of a tag that is there twice', () => {
  expect(removeTags(['a', 'b', 'a'], ['A'])).toEqual(['b', 'a']);
});
