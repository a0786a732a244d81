import { isFlakeId } from '../../../entities/types/flake-id-text.ts';
import type { Instance } from '../instance.ts';
import { webAddressIn, withoutEdges } from '../lookup/typed-address.ts';

/** What somebody has typed for a post. */
export interface PostAddress {
  /** The FlakeId of an activity; null where none was typed. */
  readonly id: string | null;
  /** The addresses that Akkoma may have stored for the post or its activity. */
  readonly urls: readonly string[];
}

/** On this instance, the last part of the path of a page is the FlakeId of its activity: `/notice/ID`. */
const lastPart = /\/([0-9A-Za-z]{18,22})\/?$/;

/** A page of Mastodon, whose post has another address: `/@lain/123`, also with a domain after the name. */
const mastodonPage = /^\/@([^/@]+)(?:@[^/]+)?\/(\d+)\/?$/;

/**
 * Takes apart what people type for a post: a FlakeId, with a `#` before it or not, or a link: of a page of this
 * instance, of a post, or of an activity. Mastodon's pages are translated to the addresses of their posts.
 */
export function postAddressIn({ host }: Pick<Instance, 'host'>, typed: string): PostAddress {
  const given = withoutEdges(typed);
  const address = webAddressIn(given);
  if (address === null) {
    const id = given.replace(/^#/, '');
    return { id: isFlakeId(id) ? id : null, urls: [] };
  }
  const { origin, pathname } = new URL(given);
  const [, id = null] = address.host === host ? (lastPart.exec(pathname) ?? []) : [];
  const [, name, number] = mastodonPage.exec(pathname) ?? [];
  return {
    id: id !== null && isFlakeId(id) ? id : null,
    urls: [...address.forms, ...(name === undefined ? [] : [`${origin}/users/${name}/statuses/${number}`])],
  };
}

/** Returns what people type for posts, one or several separated by commas or spaces, each once. */
export const postsIn = (typed: string): string[] => [
  ...new Set(
    withoutEdges(typed)
      .split(/[\s,]+/)
      .filter((each) => each !== ''),
  ),
];
