/** A parsed piece of Discord's markdown. Its text has no markup left. */
export type MarkdownNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'break' }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'code-block'; readonly text: string }
  | { readonly kind: 'link'; readonly url: string; readonly content: readonly MarkdownNode[] }
  | { readonly kind: 'mention'; readonly target: 'user' | 'role' | 'channel'; readonly id: string }
  | { readonly kind: 'command'; readonly path: string }
  | { readonly kind: 'timestamp'; readonly seconds: number; readonly style: string }
  | { readonly kind: Wrapping; readonly content: readonly MarkdownNode[] }
  | { readonly kind: 'heading'; readonly level: number; readonly content: readonly MarkdownNode[] }
  | { readonly kind: 'list'; readonly start: number | undefined; readonly items: readonly MarkdownNode[][] };

type Wrapping = 'bold' | 'italic' | 'underline' | 'strike' | 'spoiler' | 'quote' | 'subtext';

type Rule = readonly [pattern: RegExp, build: (match: RegExpExecArray) => MarkdownNode];

const text = (value: string): MarkdownNode => ({ kind: 'text', text: value });

/** The inline rules, tried in this order at every position, as in Discord's client (based on simple-markdown). */
const inlineRules: readonly Rule[] = [
  [/^¯\\_\(ツ\)_\/¯/, ([shrug]) => text(shrug)],
  // ASCII letters and digits cannot be escaped: the backslash of C:\new stays.
  [/^\\([^0-9A-Za-z\s])/, ([, escaped = '']) => text(escaped)],
  [
    /^```(?:[a-z0-9_+\-.#]+\n)?\n*([^\n][\s\S]*?)\n*```/i,
    ([, code = '']) => ({ kind: 'code-block', text: code }),
  ],
  [
    /^(`{1,2})([^`]|[^`][\s\S]*?[^`])\1(?!`)/,
    ([, , code = '']) => ({ kind: 'code', text: code.trim() || code }),
  ],
  [/^<(https?:\/\/[^\s<>]+)>/, ([, url = '']) => ({ kind: 'link', url, content: [text(url)] })],
  [/^https?:\/\/[^\s<]+[^<.,:;"'\])\s]/, ([url]) => ({ kind: 'link', url, content: [text(url)] })],
  // As in simple-markdown, only a backslash before the first bracket prevents the link, not one before an inner
  // bracket.
  [
    /^\[((?:\[[^\]]*\]|[^[\]])+)\]\(\s*<?(https?:\/\/(?:\([^)]*\)|[^\s\\()<>]|\\.)+)>?(?:\s+["'][^\n]*?["'])?\s*\)/,
    ([, label = '', url = '']) => ({ kind: 'link', url, content: parseInline(label) }),
  ],
  [
    /^<t:(-?\d{1,13})(?::([tTdDfFR]))?>/,
    ([, seconds = '0', style = 'f']) => ({ kind: 'timestamp', seconds: Number(seconds), style }),
  ],
  [/^<@!?(\d{17,20})>/, ([, id = '']) => ({ kind: 'mention', target: 'user', id })],
  [/^<@&(\d{17,20})>/, ([, id = '']) => ({ kind: 'mention', target: 'role', id })],
  [/^<#(\d{17,20})>/, ([, id = '']) => ({ kind: 'mention', target: 'channel', id })],
  [/^<\/([-\w]+(?: [-\w]+){0,2}):\d{1,20}>/, ([, path = '']) => ({ kind: 'command', path })],
  [/^<a?(:\w{2,32}:)\d{17,20}>/, ([, name = '']) => text(name)],
  [/^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/, wrapping('bold')],
  [/^__((?:\\[\s\S]|[^\\])+?)__(?!_)/, wrapping('underline')],
  [/^_((?:__|\\[\s\S]|[^\\_])+?)_\b/, wrapping('italic')],
  [/^_((?:__|\\[\s\S]|[^\\_])+?)_(?!\w)/, wrapping('italic')],
  [/^\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)/, wrapping('italic')],
  [/^~~([\s\S]+?)~~(?!_)/, wrapping('strike')],
  [/^\|\|([\s\S]+?)\|\|/, wrapping('spoiler')],
  [/^ *\n/, () => ({ kind: 'break' })],
  [/^[\s\S]+?(?=[^0-9A-Za-z\s\u00c0-\uffff]|https?:\/\/| *\n|$)/, ([run]) => text(run)],
];

/** The block rules, tried before the inline rules at the start of a line. */
const blockRules: readonly Rule[] = [
  [/^ *>>> ?([\s\S]*)/, ([, quoted = '']) => ({ kind: 'quote', content: parseMarkdown(quoted) })],
  [
    /^(?: *> [^\n]*(?:\n|$))+/,
    ([block]) => ({
      kind: 'quote',
      content: parseMarkdown(block.replace(/^ *> /gm, '').replace(/\n$/, '')),
    }),
  ],
  [
    /^ *(#{1,3}) +(\S[^\n]*?) *(?:\n|$)/,
    ([, marks = '', title = '']) => ({ kind: 'heading', level: marks.length, content: parseInline(title) }),
  ],
  [/^ *-# +(\S[^\n]*?) *(?:\n|$)/, ([, line = '']) => ({ kind: 'subtext', content: parseInline(line) })],
  [/^( *)(?:[-*]|\d{1,9}\.) +\S[^\n]*(?:\n\1 *(?:(?:[-*]|\d{1,9}\.) +| )\S[^\n]*)*(?:\n|$)/, buildList],
];

/** Parses a message's content or an embed's description. */
export function parseMarkdown(source: string): MarkdownNode[] {
  return parse(source, true);
}

/** Parses text where Discord allows no blocks: titles, names of fields, labels of links. */
export function parseInline(source: string): MarkdownNode[] {
  return parse(source, false);
}

function parse(source: string, blocks: boolean): MarkdownNode[] {
  const nodes: MarkdownNode[] = [];
  let rest = source;
  let startOfLine = true;
  while (rest !== '') {
    const [node, length] = match(rest, blocks && startOfLine ? [...blockRules, ...inlineRules] : inlineRules);
    startOfLine = rest[length - 1] === '\n';
    rest = rest.slice(length);
    const last = nodes.at(-1);
    if (node.kind === 'text' && last?.kind === 'text') nodes.splice(-1, 1, text(last.text + node.text));
    else nodes.push(node);
  }
  return nodes;
}

function match(rest: string, rules: readonly Rule[]): [MarkdownNode, number] {
  for (const [pattern, build] of rules) {
    const found = pattern.exec(rest);
    if (found) return [build(found), found[0].length];
  }
  return [text(rest.slice(0, 1)), 1];
}

function wrapping(kind: Wrapping): Rule[1] {
  return ([, content = '']) => ({ kind, content: parseInline(content) });
}

function buildList([block, indent = '']: RegExpExecArray): MarkdownNode {
  const items: string[] = [];
  for (const line of block.replace(/\n$/, '').split('\n')) {
    const item = /^( *)(?:[-*]|\d{1,9}\.) +([\s\S]*)$/.exec(line);
    const inner = line.slice(indent.length).trimStart();
    if (item && (item[1] ?? '').length <= indent.length + 1) items.push(item[2] ?? '');
    else items.splice(-1, 1, `${items.at(-1) ?? ''}\n${inner}`);
  }
  const number = /^ *(\d{1,9})\./.exec(block)?.[1];
  return {
    kind: 'list',
    start: number === undefined ? undefined : Number(number),
    items: items.map((item) => parseItem(item)),
  };
}

function parseItem(item: string): MarkdownNode[] {
  const [first = '', ...nested] = item.split('\n');
  return [...parseInline(first), ...(nested.length === 0 ? [] : parseMarkdown(nested.join('\n')))];
}
