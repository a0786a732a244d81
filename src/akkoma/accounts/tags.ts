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

/** Whether a tag looks like one of TagPolicy's, but has no effect, because Akkoma does not know it. */
export const isUnknownPolicyTag = (tag: string): boolean =>
  foldTag(tag).startsWith('mrf_tag:') && !policyTags.includes(foldTag(tag));

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
