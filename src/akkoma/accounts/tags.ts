import { nearestFew, nearestSpelling } from '../../text/nearest.ts';

/** The tags that make Akkoma's TagPolicy treat an account differently (behaviour.md 9), and what each does to it. */
const effects: Readonly<Record<string, string>> = {
  'mrf_tag:media-force-nsfw': 'its media are marked as sensitive',
  'mrf_tag:media-strip': 'its posts lose their media',
  'mrf_tag:force-unlisted': 'its public posts become unlisted',
  'mrf_tag:sandbox': 'only followers see its posts',
  'mrf_tag:disable-remote-subscription': 'only local accounts can follow it',
  'mrf_tag:disable-any-subscription': 'nobody can follow it',
};

export const policyTags: readonly string[] = Object.keys(effects);

const prefix = 'mrf_tag:';

/**
 * Returns the tags of TagPolicy that were probably meant by a tag that Akkoma does not act on: at most one. The prefix
 * may be missing, and words may be joined by another character.
 *
 * @returns null for a tag of TagPolicy, and for one that is like none of them.
 */
export function mistypedTag(tag: string): string[] | null {
  const folded = foldTag(tag);
  if (policyTags.includes(folded)) return null;
  if (folded.startsWith(prefix)) return nearestFew(folded, policyTags).slice(0, 1);
  const names = policyTags.map((each) => each.slice(prefix.length));
  const name = nearestSpelling(folded.replaceAll(/[_\s]/g, '-'), names);
  const near = name === null ? nearestSpelling(folded, policyTags) : `${prefix}${name}`;
  return near === null ? null : [near];
}

/** Returns a tag with what it does, as a suggestion shows it. */
export const labelOf = (tag: string): string => {
  const effect = effects[tag];
  return effect === undefined ? tag : `${tag} · ${effect}`;
};

const byLabel = new Map(policyTags.map((tag) => [labelOf(tag), tag]));

/** Returns the tag of a label of `labelOf`, which Discord leaves in the option; any other text unchanged. */
export const tagOf = (typed: string): string => byLabel.get(typed) ?? typed;

/**
 * Lower-cases a tag by Unicode, character by character. A capital sigma at the end of a word becomes `σ`, where
 * JavaScript would use the context and write `ς` (behaviour.md 9).
 */
export const foldTag = (tag: string): string => [...tag].map((character) => character.toLowerCase()).join('');

/** Returns the list with the given tags, folded, at its end. Of duplicates, the first one stays. */
export const addTags = (tags: readonly string[], given: readonly string[]): string[] => [
  ...new Set([...tags, ...given.map(foldTag)]),
];

/** Returns the list without the first occurrence of each given tag, folded. */
export function removeTags(tags: readonly string[], given: readonly string[]): string[] {
  const left = [...tags];
  for (const tag of given.map(foldTag)) {
    const place = left.indexOf(tag);
    if (place >= 0) left.splice(place, 1);
  }
  return left;
}
