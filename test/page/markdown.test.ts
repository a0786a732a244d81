import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MarkdownNode, parseInline, parseMarkdown } from '../../sandbox/page/browser/markdown.ts';

describe('backslash escapes', () => {
  it('show a hostile name literally, and make no link of it', () => {
    const nodes = parseMarkdown('\\@everyone \\[click\\]\\(https\\://evil.example\\) \\`rm\\`');
    expect(nodes).toEqual([{ kind: 'text', text: '@everyone [click](https://evil.example) `rm`' }]);
  });

  it('leave a bare address a link when only the brackets are escaped, as Discord does', () => {
    const nodes = parseMarkdown('\\[click\\](https://evil.example)');
    expect(plain(nodes)).toBe('[click](https://evil.example)');
    expect(nodes.filter(({ kind }) => kind === 'link')).toEqual([
      {
        kind: 'link',
        url: 'https://evil.example',
        content: [{ kind: 'text', text: 'https://evil.example' }],
      },
    ]);
  });

  it('keep a backslash before a letter, a digit or a space', () => {
    expect(parseMarkdown('C:\\new\\7 \\ end')).toEqual([{ kind: 'text', text: 'C:\\new\\7 \\ end' }]);
  });

  it('mean nothing inside code', () => {
    expect(parseMarkdown('`\\*`')).toEqual([{ kind: 'code', text: '\\*' }]);
    expect(parseMarkdown('`*` `*`').map(({ kind }) => kind)).toEqual(['code', 'text', 'code']);
  });

  it('disable every mark of Discord', () => {
    const hostile =
      '**b** *i* _i_ __u__ ~~s~~ ||x|| `c` ```b``` [l](https://a.example) <t:1:R> <@100000000000000001>';
    const escaped = hostile.replace(/[^0-9A-Za-z\s]/g, '\\$&');
    expect(parseMarkdown(escaped)).toEqual([{ kind: 'text', text: hostile }]);
  });

  it('show any text as itself once every mark in it is escaped', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[^\n ]*$/), (hostile) => {
        const escaped = hostile.replace(/[^0-9A-Za-z\s]/g, '\\$&');
        expect(plain(parseMarkdown(escaped))).toBe(hostile);
        expect(parseMarkdown(escaped).every(({ kind }) => kind === 'text' || kind === 'break')).toBe(true);
      }),
    );
  });
});

describe('inline marks', () => {
  it.each([
    ['**a *b* c**', 'bold'],
    ['*a*', 'italic'],
    ['_a_', 'italic'],
    ['__a__', 'underline'],
    ['~~a~~', 'strike'],
    ['||a||', 'spoiler'],
    ['`a`', 'code'],
    ['```ts\nlet a;\n```', 'code-block'],
  ])('%s is %s', (source, kind) => {
    expect(parseMarkdown(source).map((node) => node.kind)).toEqual([kind]);
  });

  it('keep the underscores of a name', () => {
    expect(parseMarkdown('keep_followers_only')).toEqual([{ kind: 'text', text: 'keep_followers_only' }]);
  });

  it('read timestamps, mentions and commands', () => {
    expect(
      parseMarkdown(
        '<t:1700000000:R><@100000000000000001><@&100000000000000002><#100000000000000003></user list:5>',
      ),
    ).toEqual([
      { kind: 'timestamp', seconds: 1_700_000_000, style: 'R' },
      { kind: 'mention', target: 'user', id: '100000000000000001' },
      { kind: 'mention', target: 'role', id: '100000000000000002' },
      { kind: 'mention', target: 'channel', id: '100000000000000003' },
      { kind: 'command', path: 'user list' },
    ]);
  });

  it.each(['@everyone', '@here'])('show %s as plain text', (source) => {
    expect(parseMarkdown(source)).toEqual([{ kind: 'text', text: source }]);
  });
});

describe('links', () => {
  it('are made of http addresses only', () => {
    for (const source of ['[x](javascript:alert(1))', '[x](data:text/html,1)', '<javascript:alert(1)>']) {
      expect(kinds(parseMarkdown(source))).not.toContain('link');
    }
  });

  it('have a label, or are their own', () => {
    expect(parseMarkdown('[a **b**](https://a.example)')).toMatchObject([
      { kind: 'link', url: 'https://a.example' },
    ]);
    expect(parseMarkdown('see https://a.example/x.')).toEqual([
      { kind: 'text', text: 'see ' },
      { kind: 'link', url: 'https://a.example/x', content: [{ kind: 'text', text: 'https://a.example/x' }] },
      { kind: 'text', text: '.' },
    ]);
  });
});

describe('blocks', () => {
  it('begin at the start of a line only', () => {
    expect(parseMarkdown('a > b # c - d')).toEqual([{ kind: 'text', text: 'a > b # c - d' }]);
    expect(kinds(parseInline('# a'))).toEqual(['text']);
  });

  it('are quotes, headings, small print and lists', () => {
    expect(parseMarkdown('# Title\n> one\n> two\n-# small\n- a\n- b\n  - c\nend')).toEqual([
      { kind: 'heading', level: 1, content: [{ kind: 'text', text: 'Title' }] },
      {
        kind: 'quote',
        content: [{ kind: 'text', text: 'one' }, { kind: 'break' }, { kind: 'text', text: 'two' }],
      },
      { kind: 'subtext', content: [{ kind: 'text', text: 'small' }] },
      {
        kind: 'list',
        start: undefined,
        items: [
          [{ kind: 'text', text: 'a' }],
          [
            { kind: 'text', text: 'b' },
            { kind: 'list', start: undefined, items: [[{ kind: 'text', text: 'c' }]] },
          ],
        ],
      },
      { kind: 'text', text: 'end' },
    ]);
  });
});

it('parses any text, and loses no word of it', () => {
  const piece = fc.constantFrom(
    '*',
    '**',
    '_',
    '`',
    '```',
    '\\',
    '[',
    '](https://a.example)',
    '> ',
    '- ',
    '\n',
    '|| ',
    // None is a letter of a language's name, which a block of code begins with and does not show.
    'é',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const source = pieces.join('');
      expect(lettersOf(plain(parseMarkdown(source)))).toBe(lettersOf(source));
    }),
    { examples: [[['```', 'é', '\n', '*', '```']]] },
  );
});

const lettersOf = (text: string): number => text.split('é').length - 1;

function kinds(nodes: readonly MarkdownNode[]): string[] {
  return nodes.map(({ kind }) => kind);
}

function plain(nodes: readonly MarkdownNode[]): string {
  return nodes
    .map((node) => {
      if ('text' in node) return node.text;
      if ('content' in node) return plain(node.content);
      if ('items' in node) return node.items.map(plain).join('\n');
      return node.kind === 'break' ? '\n' : '';
    })
    .join('');
}
