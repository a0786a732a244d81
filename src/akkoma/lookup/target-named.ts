import type { Em } from '../../database/connection/connection.ts';
import type { Instance } from '../instance.ts';
import { matchesOf } from './find-user.ts';
import { type RecordedAccount, recordedAccountById } from './recorded-account.ts';
import { domainIn, isWebAddress, searchForms } from './typed-address.ts';

/**
 * Finds what somebody means that actions are on: an account, or else the target as the plans of actions name it, such as
 * the domain of an instance. A nickname that no account has is kept: the account may be gone.
 */
export async function targetNamed(
  em: Em,
  instance: Instance,
  typed: string,
): Promise<{ readonly on: RecordedAccount } | { readonly target: string }> {
  const [match, ...others] = await matchesOf(em, instance, typed);
  const on = match === undefined || others.length > 0 ? null : await recordedAccountById(em, match.id);
  if (on !== null) return { on };
  const [form = typed] = searchForms(typed);
  return { target: isWebAddress(typed) ? domainIn(typed) : form };
}
