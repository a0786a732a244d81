import type { Command } from '../command/index.ts';

/** The secret of a command line: its value, or null if the caller is to type it at a prompt. */
export interface WantedSecret {
  readonly option: string;
  readonly flag: string;
  readonly value: string | null;
}

/**
 * Removes the secret from the words of a command line before other code reads them: `--password VALUE`,
 * `--password=VALUE`, or `--password` alone, whose value the caller then types at a hidden prompt. A word that begins
 * with a dash is not taken as the value; such a value needs the form with `=`.
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
