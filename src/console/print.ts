import type { Reply } from '../text/reply.ts';
import { plain, type Text } from '../text/text.ts';

/** Formats a reply as lines for people, with the most important line first. */
export function printed(reply: Reply): string {
  const fields = (reply.fields ?? []).map(({ name, value }): [string, string] => [name, plain(value)]);
  const width = Math.max(0, ...fields.map(([name]) => name.length));
  return [
    plain(reply.line),
    ...optional(reply.body),
    ...fields.map(([name, value]) => `  ${`${name}:`.padEnd(width + 1)} ${value}`),
    ...(reply.files ?? []).map(({ content }) => content.trimEnd()),
    ...optional(reply.footer),
    '',
  ].join('\n');
}

const optional = (text: Text | undefined): string[] =>
  text === undefined || text.length === 0 ? [] : [plain(text)];
