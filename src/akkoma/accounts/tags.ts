/** The tags that make Akkoma's TagPolicy treat an account differently (behaviour.md 9). */
export const policyTags = [
  'mrf_tag:media-force-nsfw',
  'mrf_tag:media-strip',
  'mrf_tag:force-unlisted',
  'mrf_tag:sandbox',
  'mrf_tag:disable-remote-subscription',
  'mrf_tag:disable-any-subscription',
] as const;

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
