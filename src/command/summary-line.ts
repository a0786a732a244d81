import { type Text, text } from '../text/text.ts';
import type { Summary } from './command.ts';

/** The line of an outcome, with what is still to be done, or with the progress of that where there is one. */
export function summaryLine({ line, left }: Summary, progress: Summary | null = null): Text {
  const more = progress?.line ?? left;
  return more === undefined || more.length === 0 ? line : text`${line} ${more}`;
}
