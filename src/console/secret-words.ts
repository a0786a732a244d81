import type { Command } from '../command/index.ts';

/** What is wanted unseen along with a command line: a value that was given with it, or null where it is to be typed. */
export interface WantedSecret {
  readonly option: string;
  readonly flag: string;
  readonly value: string | null;
}

/**
 * Takes a secret out of the words of a command line, before anything else looks at them: `--password VALUE`,
 * `--password=VALUE`, or `--password` alone, whose value is then typed unseen. What begins with a dash is no value unless
 * it stands behind a `=`.
 */
export function takeSecret(
  { options }: Command,
  words: readonly string[],
): { secret: WantedSecret | null; rest: string[] } {
  const end = words.indexOf('--');
  const flags = end < 0 ? words : words.slice(0, end);
  for (const { name, secretFlag: flag } of options) {
    if (flag === undefined) continue;
    const place = flags.findLastIndex((word) => word === `--${flag}` || word.startsWith(`--${flag}=`));
    const word = flags[place];
    if (word === undefined) continue;
    const following = flags[place + 1];
    const isNext = word === `--${flag}` && following !== undefined && !following.startsWith('-');
    const inWord = word === `--${flag}` ? null : word.slice(flag.length + 3);
    return {
      secret: { option: name, flag, value: isNext ? following : inWord },
      rest: words.toSpliced(place, isNext ? 2 : 1),
    };
  }
  return { secret: null, rest: [...words] };
}
