import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MarkdownNode, parseMarkdown } from '../../sandbox/page/browser/markdown.ts';
import { lastOfList, listItem, splitList } from '../../src/discord/interactions/arguments.ts';
import { markdown } from '../../src/discord/messages/markdown.ts';
import { messageOf } from '../../src/discord/messages/message.ts';
import { plain, text } from '../../src/text/text.ts';

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
    ['<@123> <#456> <:a:1> <t:0:R>', '\\<@123\\> \\<\\#456\\> \\<\\:a\\:1\\> \\<t\\:0\\:R\\>'],
    ['**bold** `code` ~~x~~ ||y||', '\\*\\*bold\\*\\* \\`code\\` \\~\\~x\\~\\~ \\|\\|y\\|\\|'],
    ['[click](https://evil.example)', '\\[click\\]\\(https\\:\\/\\/evil.example\\)'],
    ['# big\n- list\n1. one', '\\# big\n\\- list\n1\\. one'],
    ['a\u202Eb\u200Bc', 'a⟨U+202E⟩b⟨U+200B⟩c'],
    ['Mallory_X', 'Mallory\\_X'],
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

  test('escape sequences have no effect in a terminal', () => {
    expect(plain(text`${'\u001b[2Jgone'}`)).toBe('⟨U+001B⟩[2Jgone');
  });
});

test('a message is within the limits of Discord for a reply of any content', () => {
  const long = fc.string({ maxLength: 8000, unit: 'grapheme' });
  fc.assert(
    fc.property(
      long,
      long,
      fc.array(fc.record({ name: fc.string({ minLength: 1, maxLength: 400 }), value: long }), {
        maxLength: 40,
      }),
      (line, body, fields) => {
        const { content, embeds } = messageOf({
          tone: 'done',
          line: text`${line}`,
          body: text`${body}`,
          fields: fields.map(({ name, value }) => ({ name, value: text`${value}` })),
          footer: text`Action ${7}`,
          data: null,
        });
        const [embed] = embeds.map((each) => each.toJSON());
        const texts = [
          embed?.title,
          embed?.description,
          embed?.footer?.text,
          ...(embed?.fields ?? []).flatMap(({ name, value }) => [name, value]),
        ];
        expect(content.length).toBeLessThanOrEqual(2000);
        expect(embed?.fields?.length ?? 0).toBeLessThanOrEqual(25);
        expect(texts.reduce((sum, each) => sum + (each?.length ?? 0), 0)).toBeLessThanOrEqual(6000);
        expect(embed?.footer?.text).toBe('Action 7');
      },
    ),
    { numRuns: 200 },
  );
});

test('parts of white space only are left out, since Discord refuses a message that has any', () => {
  const blank = text`${' \n\u3000'}`;

  const [embed] = messageOf({
    tone: 'done',
    line: text`Done it.`,
    title: blank,
    body: blank,
    fields: [
      { name: 'Reason', value: blank },
      { name: ' ', value: text`without a name` },
      { name: 'Posts', value: text`${' 7 '}` },
    ],
    footer: blank,
    data: null,
  }).embeds.map((each) => each.toJSON());

  expect(embed).toEqual({
    title: 'Done',
    color: expect.any(Number),
    fields: [{ name: 'Posts', value: '7', inline: false }],
  });
});

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

test('a file that Discord would not take is not sent, and the reply says what to do instead', () => {
  const content = 'ä'.repeat(4 * 1024 * 1024);
  const reply = { tone: 'information', line: text`In the file.`, data: null } as const;

  const fits = messageOf({ ...reply, files: [{ name: 'a.txt', content }] });
  const tooLarge = messageOf({ ...reply, files: [{ name: 'a.txt', content: `${content}.` }] });

  expect([fits.content, fits.files.length]).toEqual(['In the file.', 1]);
  expect([tooLarge.content, tooLarge.files.length]).toEqual([
    expect.stringMatching(/too large.*Narrow it/),
    0,
  ]);
});
