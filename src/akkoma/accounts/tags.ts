/** The tags by which Akkoma's TagPolicy treats an account differently (behaviour.md 9). */
export const policyTags = [
  'mrf_tag:media-force-nsfw',
  'mrf_tag:media-strip',
  'mrf_tag:force-unlisted',
  'mrf_tag:sandbox',
  'mrf_tag:disable-remote-subscription',
  'mrf_tag:disable-any-subscription',
] as const;

/**
 * Lower case by Unicode, character by character: a capital sigma at the end of a word becomes `σ`, where JavaScript
 * would look at the context and write `ς` (behaviour.md 9).
 */
export const foldTag = (tag: string): string => [...tag].map((character) => character.toLowerCase()).join('');

/** The list with the given tags, folded, at its end; duplicates go, the first of each stays. */
export const addTags = (tags: readonly string[], given: readonly string[]): string[] => [
  ...new Set([...tags, ...given.map(foldTag)]),
];

/** The list without the first occurrence of each given tag, folded. */
export function removeTags(tags: readonly string[], given: readonly string[]): string[] {
  const left = [...tags];
  for (const tag of given.map(foldTag)) {
    const place = left.indexOf(tag);
    if (place >= 0) left.splice(place, 1);
  }
  return left;
}
