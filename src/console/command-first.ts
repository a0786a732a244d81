import { overallHint } from './help.ts';
import { didYouMean, WrongUsage } from './read-flags.ts';

/** Options that many commands have, which people type before the command. */
const common = ['--json', '--yes', '-y', '--assume-yes', '--wait'];

/**
 * Moves the options that stand before a command, or between a group and its command, behind it: `--json user list`
 * becomes `user list --json`. Such an option has no value, or has it after `=`.
 */
export function commandFirst(words: readonly string[], isGroup: (word: string) => boolean): string[] {
  const path: string[] = [];
  const options: string[] = [];
  const rest = [...words];
  const isWhole = (): boolean => path.length === (isGroup(path[0] ?? '') ? 2 : 1);
  while (!isWhole() && rest[0] !== undefined && rest[0] !== '--') {
    (rest[0].startsWith('-') ? options : path).push(rest[0]);
    rest.shift();
  }
  return [...path, ...options, ...rest];
}

/** Makes the error for options without a command. */
export const withoutCommand = (option: string): WrongUsage =>
  new WrongUsage(
    common.includes(option)
      ? 'Missing command.'
      : `Unknown option "${option}".${didYouMean(option, ['--help', '--version', ...common])}`,
    overallHint,
  );
