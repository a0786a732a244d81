import type { Writable } from 'node:stream';
import { WriteStream } from 'node:tty';
import { styleText } from 'node:util';

/** A stream that is perhaps a terminal. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** How to print on a stream. */
export interface Look {
  /** The width of the terminal; null if the stream is none, as in a pipe. */
  readonly columns: number | null;
  /** Each returns the text as it is where there are no colours. */
  bold(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  red(text: string): string;
}

/** The width of a terminal that does not tell it. */
const usualColumns = 80;

/**
 * Finds out how to print on a stream. There are colours on a terminal that has them, or if FORCE_COLOR is set, as Node
 * reads it, and never if NO_COLOR is set.
 */
export function lookOf(stream: Output, environment: NodeJS.ProcessEnv): Look {
  const isColoured = hasColours(stream, environment);
  const styled = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    isColoured ? styleText(format, text, { validateStream: false }) : text;
  return {
    columns: stream.isTTY === true ? (stream.columns ?? usualColumns) : null,
    bold: styled('bold'),
    green: styled('green'),
    yellow: styled('yellow'),
    red: styled('red'),
  };
}

function hasColours({ isTTY }: Output, environment: NodeJS.ProcessEnv): boolean {
  const { NO_COLOR: none, FORCE_COLOR: forced } = environment;
  if (none !== undefined && none !== '') return false;
  if (isTTY !== true && forced === undefined) return false;
  // Node decides by the environment alone, not by the stream.
  return WriteStream.prototype.getColorDepth(environment) > 1;
}
