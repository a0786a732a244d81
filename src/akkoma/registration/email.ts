import { sql } from 'kysely';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import type { Em } from '../../database/connection/connection.ts';
import type { Settings } from '../settings.ts';

const localPart = /[a-z\d.!#$%&'*+/=?^_`{|}~-]+/i;
const label = /[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?/i;

/** Akkoma accepts a host with a single label. */
const address = new RegExp(`^${localPart.source}@${label.source}(?:\\.${label.source})*$`, 'i');

/**
 * Returns what is wrong with an e-mail address, worded to follow "e-mail:", by the rules of a registration
 * (behaviour.md 2.1); null if nothing is. An empty text means no address. `isEmailTaken` checks whether another account
 * has the address.
 *
 * Blacklisted domains are compared ignoring case, because domains are case-insensitive.
 */
export function emailFault(
  email: string,
  { accountActivationRequired, emailBlacklist }: Settings,
): string | null {
  if (email === '') {
    return accountActivationRequired
      ? 'must not be empty, because this instance confirms accounts by e-mail'
      : null;
  }
  if (!address.test(email)) return 'must be an e-mail address, such as lain@example.com';
  const domain = email.slice(email.indexOf('@') + 1).toLowerCase();
  const isBlacklisted = emailBlacklist
    .map((listed) => listed.toLowerCase())
    .some((listed) => domain === listed || domain.endsWith(`.${listed}`));
  return isBlacklisted ? 'use another one; this instance does not accept this domain' : null;
}

/**
 * Whether an account of this instance, in any state and other than `except`, has the address, in any case (behaviour.md
 * 2.1). Remote accounts have no address. The query excludes them so that it can use the index, which has only local
 * accounts (behaviour.md 21.9).
 */
export async function isEmailTaken(
  em: Em,
  email: string,
  except: { readonly id: string } | null = null,
): Promise<boolean> {
  // A parameter without a type is compared as citext (behaviour.md 1.3).
  const { rows } = await sql`
    select 1 from users
    where email = ${email} and local and id is distinct from ${except === null ? null : uuidFromFlakeId(except.id)}::uuid
  `.execute(em.getKysely());
  return rows.length > 0;
}
