import { withoutSecrets } from '../actions/index.ts';
import type { Command, RawArgs } from './command.ts';

/** What is kept of what was typed when it is written down that it was refused. */
export function refusedWords(
  command: Command,
  { reason, ...args }: RawArgs,
): { readonly args: object; readonly reason: string | null } {
  return { args: withoutSecrets(command, args), reason: typeof reason === 'string' ? reason : null };
}
