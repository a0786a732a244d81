import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { messageOf } from '../../src/discord/messages/message.ts';
import type { ReplyAccount } from '../../src/text/reply.ts';
import { text } from '../../src/text/text.ts';

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
