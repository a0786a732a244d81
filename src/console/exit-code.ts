import { Invalid, NothingToDo } from '../text/errors.ts';
import type { Reply } from '../text/reply.ts';

/** 0: done, or nothing to do; 1: refused, cancelled or failed; 2: wrong usage or an invalid value. */
export type ExitCode = 0 | 1 | 2;

export const exitOfReply = ({ tone }: Reply): ExitCode => (tone === 'done' || tone === 'information' ? 0 : 1);

export function exitOfError(error: unknown): ExitCode {
  if (error instanceof NothingToDo) return 0;
  return error instanceof Invalid ? 2 : 1;
}
