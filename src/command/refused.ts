import { withoutSecrets } from '../actions/index.ts';
import type { Command, RawArgs } from './command.ts';

/** Returns the arguments and reason that the audit log records for a refused command, with secret arguments masked. */
export function auditFieldsOfRefusal(
  command: Command,
  { reason, ...args }: RawArgs,
): { readonly args: object; readonly reason: string | null } {
  return { args: withoutSecrets(command, args), reason: typeof reason === 'string' ? reason : null };
}
