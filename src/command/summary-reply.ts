import type { Reply, ReplyField } from '../text/reply.ts';
import { type Text, text } from '../text/text.ts';
import type { Summary } from './command.ts';

/** The line of an outcome, with what is still to be done, or with the progress of that where there is one. */
export function summaryLine({ line, left }: Summary, progress: Summary | null = null): Text {
  const more = progress?.line ?? left;
  return more === undefined || more.length === 0 ? line : text`${line} ${more}`;
}

/** The title, line and fields of an answer that says what was done. An answer without details has no title. */
export const summaryReply = (
  summary: Summary,
  fields: readonly ReplyField[],
): Pick<Reply, 'title' | 'line' | 'fields'> => ({
  line: summaryLine(summary),
  fields,
  ...(fields.length === 0 ? {} : { title: [summary.title ?? 'Done'] }),
});
