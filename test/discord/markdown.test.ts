import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MarkdownNode, parseMarkdown } from '../../sandbox/page/browser/markdown.ts';
import { clip } from '../../src/discord/messages/limits.ts';
import { markdown } from '../../src/discord/messages/markdown.ts';
import { code, command, joinTexts, plain, text } from '../../src/text/text.ts';

/** Returns the text that Discord would show; anything that is more than text fails the test. */
const textOf = (nodes: readonly MarkdownNode[]): string =>
  nodes
    .map((node) => {
      if (node.kind === 'text') return node.text;
      if (node.kind === 'break') return '\n';
      throw new Error(`${JSON.stringify(node)} is not plain text`);
    })
    .join('');

/** Normalizes white space as Discord shows it: none at the ends of lines. */
const seen = (shown: string): string => shown.replace(/ *\n */g, '\n').trim();

describe('text of users is shown harmlessly', () => {
  test.for([
    ['@everyone', '@\u200Beveryone'],
    ['<@123> <#456> <:a:1> <t:0:R>', '\\<@123> \\<#456> \\<\\:a:1> \\<t\\:0:R>'],
    ['**bold** `code` ~~x~~ ||y||', '\\*\\*bold\\*\\* \\`code\\` \\~\\~x\\~\\~ \\|\\|y\\|\\|'],
    ['[click](https://evil.example)', '\\[click](https\\://evil.example)'],
    ['# big\n- list\n1. one', '\\# big\n\\- list\n1\\. one'],
    ['a\u202Eb\u200Bc', 'a⟨U+202E⟩b⟨U+200B⟩c'],
    ['Mallory_X', 'Mallory_X'],
    ['_x_ a_b_c_ __init__', '_x\\_ a_b_c\\_ \\_\\_init\\_\\_'],
    ['x_', 'x_'],
    ['> a\n>>> b\n-# c\n+ d', '\\> a\n\\>>> b\n\\-# c\n\\+ d'],
    ['C:\\new \\* \\', 'C:\\new \\\\* \\\\'],
    [':smile: 12:30 a:b', '\\:smile: 12:30 a:b'],
    ['discord.gg/x a/b', 'discord.gg\\/x a/b'],
    ['bob@remote.example', 'bob@remote.example'],
  ] as const)('%j', ([foreign, shown]) => {
    expect(markdown(text`${foreign}`)).toBe(shown);
  });

  test('no character of a user’s text formats, links or mentions', () => {
    const hostile = fc.string({ unit: fc.constantFrom(...'*_~|`>[]()#<:/@\\- 1.\naehrvyon') });
    fc.assert(
      fc.property(hostile, (foreign) => {
        const shown = markdown(text`${foreign}`);
        expect(shown).not.toMatch(/@(everyone|here)/);
        expect(seen(textOf(parseMarkdown(shown)).replaceAll('\u200B', ''))).toBe(seen(foreign));
      }),
      { numRuns: 500 },
    );
  });

  test('nor beside code, commands and other texts, whole or cut', () => {
    const hostile = fc.string({ unit: fc.constantFrom(...'*_~|`>[]()#<:/@\\- 1.\nab') });
    const piece = fc.oneof(
      hostile.map((foreign) => text`${foreign}`),
      hostile.filter((typed) => typed.trim() !== '').map(code),
      fc.constantFrom(command('user delete_activities'), command('user show'), text`Done. `),
    );
    const shown = (nodes: readonly MarkdownNode[]) =>
      nodes.filter(({ kind }) => !['text', 'break', 'code', 'command'].includes(kind));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), fc.integer({ min: 1, max: 80 }), (pieces, length) => {
        const drawn = markdown(joinTexts(pieces, ' '), { commandIds: new Map([['user show', '12']]) });
        expect(shown(parseMarkdown(drawn))).toEqual([]);
        expect(shown(parseMarkdown(clip(drawn, length)))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  test('nor of texts that are drawn one by one, and parsed together', () => {
    const hostile = fc.string({ unit: fc.constantFrom(...'*_~|`>[]()#<:/@\\- 1.ab') });
    const piece = fc.oneof(
      hostile.map((foreign) => text`${foreign}`),
      hostile.filter((typed) => /[^\s*~|]/.test(typed) && !/[*~|]/.test(typed)).map(code),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
        const drawn = pieces.map((each) => markdown(each, { isAlone: false })).join(' · ');
        const kinds = new Set(parseMarkdown(drawn).map(({ kind }) => kind));
        expect([...kinds].filter((kind) => !['text', 'code'].includes(kind))).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
    expect(markdown(text`${'lain_x mrf_tag:a_b _c_'}`, { isAlone: false })).toBe('lain_x mrf_tag:a_b _c\\_');
  });

  test('names, tags and addresses are shown without a backslash, so that they can be copied', () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,6}(?:[_.@-][a-z0-9]{1,6}){0,3}$/);
    const line = fc.array(
      fc.tuple(word, fc.constantFrom(', ', ' - ', ' * ', ' (', ') ', '/', '; ', ' > ', ' 2. ')),
      {
        minLength: 1,
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(fc.constantFrom('mrf_tag:', 'a ', '@'), line, (start, words) => {
        const typed = `${start}${words.flat().join('')}x`;
        expect(markdown(text`${typed}`)).toBe(typed.replace(/@(?=everyone|here)/g, '@\u200B'));
      }),
      { numRuns: 500 },
    );
  });

  test('escape sequences have no effect in a terminal', () => {
    expect(plain(text`${'\u001b[2Jgone'}`)).toBe('⟨U+001B⟩[2Jgone');
  });
});
