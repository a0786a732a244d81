import { User } from '../../../entities/akkoma/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { countLocalFollows } from '../accounts/account.ts';
import type { Instance } from '../instance.ts';

/** What staff need to know of an account to decide about it. */
export interface AccountSummary {
  /** A FlakeId. */
  readonly id: string;
  /** The ActivityPub id. */
  readonly apId: string;
  readonly nickname: string;
  readonly local: boolean;
  readonly active: boolean;
  /** The address of the profile; null where it is not one that may be linked. */
  readonly profile: string | null;
  /** The address of the avatar; null where there is none, or it is not one that may be shown. */
  readonly avatar: string | null;
  /** When the account was registered here; for a remote account, when it was first seen. */
  readonly since: Date;
  /** For a remote account, the posts that are known here. */
  readonly posts: number;
  /** For a remote account, its local followers. */
  readonly followers: number;
}

/**
 * Reads the summary of an account.
 *
 * @param which its FlakeId, or its ActivityPub id.
 * @returns null where there is no such account.
 */
export async function readAccountSummary(
  em: Em,
  instance: Instance,
  which: { readonly id: string } | { readonly apId: string },
): Promise<AccountSummary | null> {
  const user = await em.findOne(User, which);
  if (user === null) return null;
  const { followers } = user.local ? { followers: user.followerCount } : await countLocalFollows(em, user);
  return {
    id: user.id,
    apId: user.apId,
    nickname: user.nickname ?? user.apId,
    local: user.local,
    active: user.isActive,
    ...picturesOf(user, instance),
    since: user.insertedAt,
    posts: user.noteCount,
    followers,
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
