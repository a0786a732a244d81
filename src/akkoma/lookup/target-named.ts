import type { Em } from '../../database/connection/connection.ts';
import type { Instance } from '../instance.ts';
import { matchesOf } from './find-user.ts';
import { domainIn, isWebAddress, searchForms } from './typed-address.ts';

/**
 * Returns the target that somebody means as the plans of actions name it: the nickname of an account, or the domain of an
 * instance. A nickname that no account has is kept: the account may be gone.
 */
export async function targetNamed(em: Em, instance: Instance, typed: string): Promise<string> {
  const [account, ...others] = await matchesOf(em, instance, typed);
  if (account !== undefined && others.length === 0) return account.nickname;
  const [form = typed] = searchForms(typed);
  return isWebAddress(typed) ? domainIn(typed) : form;
}
