import { ButtonStyle } from 'discord.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MarkdownNode, parseMarkdown } from '../../sandbox/page/browser/markdown.ts';
import { lastOfList, listItem, splitList } from '../../src/discord/interactions/arguments.ts';
import { clip } from '../../src/discord/messages/limits.ts';
import { markdown } from '../../src/discord/messages/markdown.ts';
import { messageOf } from '../../src/discord/messages/message.ts';
import type { CardButton, ReplyAccount } from '../../src/text/reply.ts';
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

/** What Discord shows beside inline code: escapes are read first, but not within code. */
const withoutCode = (shown: string): string => shown.replace(/\\.|`[^`]+`/gsu, '');

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
        const { content, embeds } = messageOf(
          {
            tone: 'done',
            title: text`${line}`,
            account: { name: `n${body}`, profile: null, avatar: null },
            line: text`${line}`,
            body: text`${body}`,
            fields: fields.map(({ name, value }) => ({ name, value: text`${value}` })),
            footer: text`Action ${7}`,
            data: null,
          },
          new Map(),
        );
        const [embed] = embeds.map((each) => each.toJSON());
        const texts = [
          embed?.author?.name,
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

describe('the line of a reply stands once', () => {
  const line = text`Deactivated ${'la_in'}.`;

  test('a reply without details is one line, without an embed', () => {
    expect(messageOf({ tone: 'done', line, data: null }, new Map())).toMatchObject({
      content: 'Deactivated la_in.',
      embeds: [],
      components: [],
    });
  });

  test('a footer alone stands small below the line, and both fit', () => {
    const footer = text`Action ${7}`;
    expect(messageOf({ tone: 'done', line, footer, data: null }, new Map())).toMatchObject({
      content: 'Deactivated la_in.\n-# Action 7',
      embeds: [],
    });
    const { content } = messageOf(
      { tone: 'done', line: text`${'x'.repeat(3000)}`, footer, data: null },
      new Map(),
    );
    expect(content).toHaveLength(2000);
    expect(content).toMatch(/…\n-# Action 7$/);
  });

  test('empty details make no embed', () => {
    const blank = text`${' \n'}`;

    expect(
      messageOf(
        {
          tone: 'done',
          line,
          title: text``,
          body: blank,
          footer: blank,
          fields: [{ name: 'Reason', value: blank }],
          data: null,
        },
        new Map(),
      ),
    ).toMatchObject({ content: 'Deactivated la_in.', embeds: [] });
  });

  test.for([
    ['a title', { title: text`Dry run` }],
    ['a body', { body: text`Expires.` }],
    ['a field', { fields: [{ name: 'Reason', value: text`spam` }] }],
    ['an account', { account: { name: 'lain', profile: null, avatar: null } }],
  ] as const)('a reply with %s is an embed, without content', ([, details]) => {
    const { content, embeds } = messageOf({ tone: 'done', line, data: null, ...details }, new Map());

    expect(content).toBe('');
    expect(embeds).toHaveLength(1);
    expect(embeds[0]?.toJSON().description?.split('\n')[0]).toBe('Deactivated la_in.');
    expect(embeds[0]?.toJSON().title).toBe('title' in details ? 'Dry run' : undefined);
  });

  test('the body follows the line', () => {
    const [embed] = messageOf({ tone: 'done', line, body: text`Two.\nThree.`, data: null }, new Map()).embeds;

    expect(embed?.toJSON().description).toBe('Deactivated la_in.\nTwo.\nThree.');
  });
});

describe('the account of a reply is the author of its embed', () => {
  const authorOf = (account: ReplyAccount) =>
    messageOf(
      { tone: 'question', line: text`Delete it?`, account, data: null },
      new Map(),
    ).embeds[0]?.toJSON().author;

  test('with its profile and picture', () => {
    expect(
      authorOf({
        name: 'lain',
        profile: 'https://social.test/users/lain',
        avatar: 'https://social.test/media/lain.png',
      }),
    ).toMatchObject({
      name: 'lain',
      url: 'https://social.test/users/lain',
      icon_url: 'https://social.test/media/lain.png',
    });
  });

  test('without addresses where it has none', () => {
    expect(authorOf({ name: 'lain', profile: null, avatar: null })).toEqual({ name: 'lain' });
  });

  test('its name has no invisible characters, and is cut', () => {
    const named = (name: string) => authorOf({ name, profile: null, avatar: null })?.name;

    expect(named('nial\u202E\u200B\n@everyone')).toBe('nial⟨U+202E⟩⟨U+200B⟩⟨U+000A⟩@everyone');
    // Discord draws the name of an author literally: escapes would be seen.
    expect(named('**a_b**@<remote>.example')).toBe('**a_b**@<remote>.example');
    expect(named('x'.repeat(300))).toBe(`${'x'.repeat(255)}…`);
  });
});

test('a field that is too long goes on in another one, at the end of a line', () => {
  const line = 'x'.repeat(500);
  const fields = [
    { name: 'Long', value: [[line, line, line].join('\n')] },
    { name: 'One line', value: ['y'.repeat(2000)] },
  ];
  const [embed] = messageOf({ tone: 'done', line: text`Done.`, fields, data: null }, new Map()).embeds;

  expect(embed?.toJSON().fields).toEqual([
    { name: 'Long', value: `${line}\n${line}`, inline: false },
    { name: '\u200B', value: line, inline: false },
    { name: 'One line', value: `${'y'.repeat(1023)}…`, inline: false },
  ]);
});

test('a long body leaves room for the fields and the footer', () => {
  const [embed] = messageOf(
    {
      tone: 'done',
      line: text`Done.`,
      body: [`${'x'.repeat(9_000)}`],
      fields: [{ name: 'Reason', value: text`spam` }],
      footer: text`Action ${7}`,
      data: null,
    },
    new Map(),
  ).embeds.map((each) => each.toJSON());

  expect(embed?.description).toHaveLength(4096);
  expect(embed?.fields).toEqual([{ name: 'Reason', value: 'spam', inline: false }]);
  expect(embed?.footer?.text).toBe('Action 7');
});

describe('a cut', () => {
  test.for([
    ['what fits', 'abc', 3, 'abc'],
    ['what is too long', 'abcd', 3, 'ab…'],
    ['a character beyond the first plane', 'ab🙂d', 4, 'ab…'],
    ['an escape', 'ab\\_c', 4, 'ab…'],
    ['inline code, whose end would be missing', 'Run `/user rm` now.', 10, 'Run …'],
    ['inline code, whose end is the first that would be missing', 'Run `/user rm`.', 14, 'Run …'],
    ['behind inline code', 'Run `/user rm` now.', 16, 'Run `/user rm` …'],
    ['a mention of a command', 'Run </user rm:12>.', 12, 'Run …'],
    ['a mention of a member', 'Ask <@123456>.', 9, 'Ask …'],
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

describe('the buttons of a card', () => {
  const drawnOf = (buttons: readonly CardButton[]) =>
    messageOf(
      { tone: 'question', line: text`Delete it?`, card: { actionId: 7, buttons }, data: null },
      new Map(),
    )
      .components.flatMap((row) => row.toJSON().components)
      .map((button) => ('label' in button && 'custom_id' in button ? button : null))
      .map((button) => [button?.label, ButtonStyle[button?.style ?? 0], button?.custom_id]);

  test('stand in one order, whatever the order in which they are given, each in its colour', () => {
    expect(
      drawnOf([{ kind: 'cancel' }, { kind: 'details' }, { kind: 'deny' }, { kind: 'approve', seen: null }]),
    ).toEqual([
      ['Approve', 'Success', 'act:7:approve'],
      ['Deny', 'Danger', 'act:7:deny'],
      ['Details', 'Secondary', 'act:7:details'],
      ['Cancel request', 'Secondary', 'act:7:cancel'],
    ]);
    expect(drawnOf([{ kind: 'cancel' }, { kind: 'yes', secretOf: 'user.set' }])).toEqual([
      ['Run now', 'Primary', 'act:7:yes:user.set'],
      ['Cancel request', 'Secondary', 'act:7:cancel'],
    ]);
    expect(drawnOf([{ kind: 'cancel' }, { kind: 'run', secretOf: null }])).toEqual([
      ['Run now', 'Primary', 'act:7:run'],
      ['Cancel request', 'Secondary', 'act:7:cancel'],
    ]);
    expect(drawnOf([{ kind: 'undo', needsApproval: false }, { kind: 'keep' }])).toEqual([
      ['Make permanent', 'Secondary', 'act:7:keep'],
      ['Undo', 'Secondary', 'act:7:undo'],
    ]);
    expect(drawnOf([{ kind: 'undo', needsApproval: true }])).toEqual([
      ['Request undo', 'Secondary', 'act:7:undo'],
    ]);
  });

  test.for([
    [{ kind: 'why', draft: 41 }, 'Add reason', 'why:41'],
    [{ kind: 'retry' }, 'Retry', 'act:7:retry'],
    [{ kind: 'again' }, 'Request again', 'act:7:again'],
  ] as const)('%j is blurple', ([button, label, id]) => {
    expect(drawnOf([button])).toEqual([[label, 'Primary', id]]);
  });

  test('stand before the links to other pages', () => {
    const { components } = messageOf(
      {
        tone: 'done',
        line: text`Done.`,
        card: { actionId: 7, buttons: [{ kind: 'undo', needsApproval: false }] },
        links: [{ label: 'Next', command: 'action list', page: '2' }],
        data: null,
      },
      new Map(),
    );

    expect(
      components.flatMap((row) =>
        row.toJSON().components.map((each) => ('label' in each ? each.label : null)),
      ),
    ).toEqual(['Undo', 'Next']);
  });
});

test('parts of white space only are left out, since Discord refuses a message that has any', () => {
  const blank = text`${' \n\u3000'}`;

  const [embed] = messageOf(
    {
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
    },
    new Map(),
  ).embeds.map((each) => each.toJSON());

  expect(embed).toEqual({
    description: 'Done it.',
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

  const fits = messageOf({ ...reply, files: [{ name: 'a.txt', content }] }, new Map());
  const tooLarge = messageOf({ ...reply, files: [{ name: 'a.txt', content: `${content}.` }] }, new Map());

  expect([fits.content, fits.files.length]).toEqual(['In the file.', 1]);
  expect([tooLarge.content, tooLarge.files.length]).toEqual([
    expect.stringMatching(/too large.*Narrow it/),
    0,
  ]);
});
