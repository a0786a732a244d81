import { type RawBuilder, sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { removed } from '../accounts/account.ts';
import { hostOf } from '../federation/addresses.ts';
import type { Instance } from '../instance.ts';
import { findUser, matchesOf } from '../lookup/find-user.ts';
import { domainForms, domainIn, webAddressIn } from '../lookup/typed-address.ts';

/** An account in a report, or what a report still knows of it. */
export interface Party {
  /** Its ActivityPub id. */
  readonly address: string;
  /** Its nickname; the address where the account is gone or has been deleted. */
  readonly name: string;
  /** Its FlakeId; null where it is no longer stored here. */
  readonly id: string | null;
  /** Whether it belongs to this instance, by its address. */
  readonly local: boolean;
}

/** The accounts that somebody means: those with one of these addresses, or all of a host. */
export type Parties = { readonly addresses: readonly string[] } | { readonly host: string };

/**
 * Finds out which accounts somebody means by an account or an instance. An account that is gone is known to reports by
 * its address.
 *
 * @throws NotFound, Conflict as `findUser`.
 */
export async function partiesNamed(em: Em, instance: Instance, typed: string): Promise<Parties> {
  const [match, ...others] = await matchesOf(em, instance, typed);
  if (match !== undefined && others.length === 0) return { addresses: [match.address] };
  const address = webAddressIn(typed);
  if (address !== null && new URL(typed).pathname !== '/') return { addresses: address.forms };
  if (match === undefined && (address !== null || /^[^@\s]+\.[^@\s]+$/.test(typed))) {
    return { host: domainIn(typed) };
  }
  return { addresses: [(await findUser(em, instance, typed)).apId] };
}

/**
 * Does the same for an account alone: the name of an instance is that of no account.
 *
 * @throws NotFound, Conflict as `findUser`.
 */
export async function accountNamed(em: Em, instance: Instance, typed: string): Promise<Parties> {
  const parties = await partiesNamed(em, instance, typed);
  return 'host' in parties ? { addresses: [(await findUser(em, instance, typed)).apId] } : parties;
}

/** Whether an address is that of one of the accounts. Remote accounts also have the host of their handle. */
export function isOneOf(address: RawBuilder<unknown>, parties: Parties): RawBuilder<boolean> {
  if ('addresses' in parties) return sql`${address} = any(${sql.val(parties.addresses)}::text[])`;
  const hosts = sql`${sql.val(domainForms(parties.host))}::text[]`;
  return sql`(lower(${hostOf(address)}) = any(${hosts}) or exists (
    select from users named where named.ap_id = ${address} and not named.local
      and lower(split_part(named.nickname::text, '@', 2)) = any(${hosts})))`;
}

/**
 * The columns of a party as a jsonb object, and null for no address.
 *
 * @param alias the alias of a row of `users`, joined by the address.
 */
export const partyOf = (
  address: RawBuilder<unknown>,
  alias: string,
  { host }: Instance,
): RawBuilder<unknown> => {
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  return sql`jsonb_build_object('address', coalesce(${address}, ''), 'id', steward.flake_text(${column('id')}),
    'name', coalesce(case when not ${removed(alias)} then ${column('nickname')}::text end, ${address}, ''),
    'local', lower(${hostOf(address)}) = ${host})`;
};
