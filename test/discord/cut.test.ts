import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clip } from '../../src/discord/messages/limits.ts';
import { markdown } from '../../src/discord/messages/markdown.ts';
import { code, joinTexts, text } from '../../src/text/text.ts';

/** What Discord shows beside inline code: escapes are read first, but not within code. */
const withoutCode = (shown: string): string => shown.replace(/\\.|`[^`]+`/gsu, '');

describe('a cut', () => {
  test.for([
    ['what fits', 'abc', 3, 'abc'],
    ['what is too long', 'abcd', 3, 'ab…'],
    ['a character beyond the first plane', 'ab🙂d', 4, 'ab…'],
    ['an escape', 'ab\\_c', 4, 'ab…'],
    ['an underscore after an escaped backslash', '_*\\\\_1b', 6, '_*\\\\…'],
    ['inline code, whose end would be missing', 'Run `/user rm` now.', 10, 'Run …'],
    ['inline code, whose end is the first that would be missing', 'Run `/user rm`.', 14, 'Run …'],
    ['behind inline code', 'Run `/user rm` now.', 16, 'Run `/user rm` …'],
    ['a mention of a command', 'Run </user rm:12>.', 12, 'Run …'],
    ['a mention of a member', 'Ask <@123456>.', 9, 'Ask …'],
    ['a mention after an escaped backslash', 'Ask \\\\<@123456>.', 10, 'Ask \\\\…'],
    ['behind a mention', 'Run </user rm:12> now.', 20, 'Run </user rm:12> n…'],
    ['text that only looks like a mention', 'a \\</b c d', 8, 'a \\</b …'],
    ['the second of two', '`a` and `bcd`', 11, '`a` and …'],
    ['an escaped backtick is no code', 'a \\` b c d', 8, 'a \\` b …'],
    ['code behind a backslash that is escaped', 'a\\\\`bcd` efg', 10, 'a\\\\`bcd` …'],
    ['within code behind a backslash that is escaped', 'a\\\\`bcd` efg', 7, 'a\\\\…'],
  ] as const)('never leaves half of something: %s', ([, value, length, cut]) => {
    expect(clip(value, length)).toBe(cut);
  });

  test('of any text leaves whole code only, and no half of an escape', () => {
    const piece = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'`\\ab_🙂 '), maxLength: 12 }).map((each) => text`${each}`),
      fc.string({ unit: fc.constantFrom(...'`\\ab '), minLength: 1, maxLength: 12 }).map(code),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), fc.integer({ min: 1, max: 60 }), (pieces, length) => {
        const cut = clip(markdown(joinTexts(pieces, '')), length);

        expect(cut.length).toBeLessThanOrEqual(length);
        // What is left without escapes and whole pieces of code has no backtick.
        expect(withoutCode(cut)).not.toContain('`');
      }),
      { numRuns: 1_000 },
    );
  });
});
