import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addTags, foldTag, mistypedTag, removeTags } from '../../src/akkoma/accounts/tags.ts';

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
] as const)('%j is stored as %j', ([typed, kept]) => {
  expect(foldTag(typed)).toBe(kept);
});

test('folding treats each character separately, at any position', () => {
  fc.assert(
    fc.property(tag, tag, (one, other) => {
      expect(foldTag(one + other)).toBe(foldTag(one) + foldTag(other));
    }),
  );
});

test('adding keeps the existing tags in order, and the first of each duplicate', () => {
  fc.assert(
    fc.property(stored, given, (tags, more) => {
      const after = addTags(tags, more);
      expect(after.slice(0, tags.length)).toEqual(tags);
      expect(new Set(after).size).toBe(after.length);
      expect(new Set(after)).toEqual(new Set([...tags, ...more.map(foldTag)]));
    }),
  );
});

test('removing the tags that were just added leaves the previous tags', () => {
  fc.assert(
    fc.property(stored, given, (tags, more) => {
      const fresh = more.filter((each) => !tags.includes(foldTag(each)));
      expect(removeTags(addTags(tags, fresh), fresh)).toEqual(tags);
    }),
  );
});

test('removing takes off one of a duplicated tag', () => {
  expect(removeTags(['a', 'b', 'a'], ['A'])).toEqual(['b', 'a']);
});

test.for([
  ['mrf_tag:media-force-nfsw', ['mrf_tag:media-force-nsfw']],
  ['MRF_tag:sandbx', ['mrf_tag:sandbox']],
  ['mrf-tag:sandbox', ['mrf_tag:sandbox']],
  ['sandbox', ['mrf_tag:sandbox']],
  ['Sandbx', ['mrf_tag:sandbox']],
  ['force-unlisted', ['mrf_tag:force-unlisted']],
  ['media_strip', ['mrf_tag:media-strip']],
  ['media strip', ['mrf_tag:media-strip']],
  ['mrf_tag:foo', []],
  ['mrf_tag:sandbox', null],
  ['MRF_TAG:Sandbox', null],
  ['media', null],
  ['force', null],
  ['dis', null],
  ['unlisted', null],
  ['watchlist', null],
  ['beta', null],
  ['x', null],
] as const)('of %j it is known what was meant: %j', ([typed, meant]) => {
  expect(mistypedTag(typed)).toEqual(meant);
});
