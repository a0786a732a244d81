import { nameInvisible } from '../text/text.ts';
import { lookOf, type Output } from './look.ts';
import { shortened } from './table-lines.ts';

/** A line about work that takes a while, which the next one replaces. */
export interface Progress {
  /** Says after a second that the work goes on, unless something else was shown. */
  start(): void;
  show(line: string): void;
  /** Removes the line, before anything else is written. */
  clear(): void;
}

/** Moves to the start of the line, and erases it. */
const erase = '\r\u001b[K';

/** After how many milliseconds to say that the work goes on. */
const announceAfter = 1_000;

/** Shows progress on a terminal that can redraw a line, and nowhere else. */
export function createProgress(stream: Output, environment: NodeJS.ProcessEnv): Progress {
  const { columns } = lookOf(stream, environment);
  if (columns === null || environment.TERM === 'dumb') {
    return { start: () => undefined, show: () => undefined, clear: () => undefined };
  }
  let isShown = false;
  let announcement: NodeJS.Timeout | undefined;
  const show = (line: string): void => {
    clearTimeout(announcement);
    // In the last column, some terminals begin a new line.
    stream.write(`${erase}${shortened(nameInvisible(line), columns - 1)}`);
    isShown = true;
  };
  const clear = (): void => {
    clearTimeout(announcement);
    if (isShown) stream.write(erase);
    isShown = false;
  };
  const start = (): void => {
    clearTimeout(announcement);
    announcement = setTimeout(() => show('Working…'), announceAfter);
  };
  return { start, show, clear };
}
