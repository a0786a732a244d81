import { User } from '../../../entities/akkoma/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import type { Instance } from '../instance.ts';

/** What staff need to know of an account to decide about it. */
export interface AccountSummary {
  readonly nickname: string;
  readonly local: boolean;
  /** The address of the profile; null where it is not one that may be linked. */
  readonly profile: string | null;
  /** The address of the avatar; null where there is none, or it is not one that may be shown. */
  readonly avatar: string | null;
  /** When the account was registered here; for a remote account, when it was first seen. */
  readonly since: Date;
  readonly posts: number;
  readonly followers: number;
}

/**
 * Reads the summary of an account.
 *
 * @param id a FlakeId.
 * @returns null where there is no such account.
 */
export async function readAccountSummary(
  em: Em,
  instance: Instance,
  id: string,
): Promise<AccountSummary | null> {
  const user = await em.findOne(User, { id });
  if (user === null) return null;
  return {
    nickname: user.nickname ?? user.apId,
    local: user.local,
    ...picturesOf(user, instance),
    since: user.insertedAt,
    posts: user.noteCount,
    followers: user.followerCount,
  };
}

/**
 * The addresses of an account that Discord may link and load: only https, and only on the host of the instance or of
 * the account itself. A remote server chooses both, and must not lead staff elsewhere.
 */
export function picturesOf(
  { apId, uri, avatar }: Pick<User, 'apId' | 'uri' | 'avatar'>,
  { host }: Pick<Instance, 'host'>,
): Pick<AccountSummary, 'profile' | 'avatar'> {
  const hosts = new Set([host, URL.parse(apId)?.hostname]);
  const allowed = (address: unknown): string | null => {
    const url = typeof address === 'string' ? URL.parse(address) : null;
    const isAllowed =
      url?.protocol === 'https:' && hosts.has(url.hostname) && url.username === '' && url.password === '';
    return isAllowed ? url.href : null;
  };
  const [link] = Array.isArray(avatar?.url) ? avatar.url : [];
  return {
    profile: allowed(uri) ?? allowed(apId),
    avatar: allowed((link as { href?: unknown } | undefined)?.href),
  };
}
