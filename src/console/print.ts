import type { Reply } from '../text/reply.ts';
import type { Table } from '../text/table.ts';
import type { Text } from '../text/text.ts';
import { inColumns, wrapped } from './columns.ts';
import { type Look, lookOf } from './look.ts';
import type { Shell } from './shell.ts';
import { tableLines } from './table-lines.ts';

/** Draws a text for a terminal. */
export type Say = (text: Text) => string;

/** Formats a reply as lines for people, with the most important line first. On a terminal they fit its width. */
export function printed(reply: Reply, look: Look, say: Say): string {
  const lines = (text: Text): string[] => wrapped(say(text), look.columns);
  const optional = (text: Text | undefined): string[] =>
    text === undefined || text.length === 0 ? [] : lines(text);
  const fields = (reply.fields ?? []).map(({ name, value }) => [`${name}:`, say(value)] as const);
  return [
    ...lines(reply.line),
    ...(reply.table === undefined ? optional(reply.body) : listed(reply.table, look)),
    ...inColumns(fields, look, 1),
    ...(reply.files ?? []).map(({ content }) => content.trimEnd()),
    ...optional(reply.footer),
    '',
  ].join('\n');
}

const listed = (table: Table, look: Look): string[] =>
  table.rows.length === 0 ? [] : ['', ...tableLines(table, look)];

interface Target extends Pick<Shell, 'environment' | 'output' | 'errors'> {
  readonly json: boolean;
  readonly say: Say;
}

/**
 * Prints the outcome. Where another program reads a list, it gets the rows alone.
 *
 * @param output the stream for JSON and for outcomes that are no fault. After streaming it is stderr, because another
 * program may read stdout.
 */
export function print(reply: Reply, { json, output, errors, environment, say }: Target): void {
  if (json) {
    output.write(`${JSON.stringify(reply.data)}\n`);
    return;
  }
  const isFault = reply.tone === 'refused' || reply.tone === 'failed';
  const target = isFault ? errors : output;
  const look = lookOf(target, environment);
  const { table } = reply;
  if (table === undefined || look.columns !== null) target.write(printed(reply, look, say));
  else if (table.rows.length === 0) errors.write(printed(reply, look, say));
  else target.write(`${tableLines(table, look).join('\n')}\n`);
}
