import { plural } from '../text/plural.ts';
import { type Text, text } from '../text/text.ts';

/** A number with its noun: "1 post", "3 posts". */
export const counted = (count: number, one: string, other: string): Text =>
  text`${count} ${[plural(count, one, other)]}`;

/** The same; null for none, since a count that is 0 is left out. */
export const unlessZero = (count: number, one: string, other: string): Text | null =>
  count === 0 ? null : counted(count, one, other);

/** The open reports about an account; null for none. */
export const openReports = (count: number): Text | null => unlessZero(count, 'open report', 'open reports');

interface Numbers {
  readonly local: boolean;
  readonly since: Date;
  readonly posts: number;
  readonly followers: number;
}

/** Since when an account exists, the posts that Akkoma counts, and its followers. Of a remote account, Steward knows those here only. */
export const accountNumbers = ({ local, since, posts, followers }: Numbers): (Text | null)[] => [
  text`${[local ? 'Registered' : 'First seen']} ${since}`,
  local
    ? unlessZero(posts, 'public post', 'public posts')
    : unlessZero(posts, 'post known here', 'posts known here'),
  local
    ? unlessZero(followers, 'follower', 'followers')
    : unlessZero(followers, 'local follower', 'local followers'),
];
