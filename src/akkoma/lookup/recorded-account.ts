import { User } from '../../../entities/akkoma/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import type { Instance } from '../instance.ts';
import { findUser, matchesOf } from './find-user.ts';
import { handleIn, isWebAddress, webAddressIn } from './typed-address.ts';

/** An account that records are looked for about. */
export interface RecordedAccount {
  /** A FlakeId; null where the account is no longer stored, as a rejected one is not. */
  readonly id: string | null;
  /** The ActivityPub id. */
  readonly apId: string;
  /** The nickname, and without one the ActivityPub id, as the plans of actions name the account. */
  readonly target: string;
  /** Whether it is staff of the instance. */
  readonly isStaff: boolean;
}

/**
 * Finds the account that somebody means, or says under which name one that is not stored would be recorded.
 *
 * @throws Conflict as `findUser`, where several accounts may be meant.
 */
export async function recordedAccount(em: Em, instance: Instance, typed: string): Promise<RecordedAccount> {
  const [found] = await matchesOf(em, instance, typed);
  if (found !== undefined) return recorded(await findUser(em, instance, typed));
  const address = webAddressIn(typed);
  if (address === null) return goneAccount(instance, handleIn(typed));
  const { host, name } = address;
  return goneAccount(instance, host === instance.host && name !== null ? name : typed);
}

/** An account that is not stored, by its nickname or its ActivityPub id. */
export function goneAccount({ baseUrl, host }: Instance, nickname: string): RecordedAccount {
  const own = `@${host}`;
  const target = nickname.toLowerCase().endsWith(own) ? nickname.slice(0, -own.length) : nickname;
  const isOwn = !target.includes('@') && !isWebAddress(target);
  const apId = isOwn ? `${baseUrl}/users/${target}` : target;
  return { id: null, apId, target, isStaff: false };
}

/** The account with a FlakeId; null where it is not stored. */
export async function recordedAccountById(em: Em, id: string): Promise<RecordedAccount | null> {
  const user = await em.findOne(User, { id });
  return user === null ? null : recorded(user);
}

const recorded = ({ id, apId, nickname, local, isAdmin, isModerator }: User): RecordedAccount => ({
  id,
  apId,
  target: nickname ?? apId,
  isStaff: local && (isAdmin || isModerator),
});
