import { closestMatch } from 'leven';

/** The fewest letters that say which word is meant by its beginning. */
const leastBeginning = 3;

/** The most letters that a typing error adds, omits or replaces. */
const mostErrors = 3;

/**
 * Returns the candidate that was probably meant by a word without a match, for "Did you mean …?"; null if none is near
 * enough. That is the only candidate that begins with the word or has the same letters in another order, or the one with
 * the fewest other letters: three at most, and at most half of the word. Case does not matter.
 */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const typed = word.toLowerCase();
  const byFolded = new Map(candidates.map((candidate) => [candidate.toLowerCase(), candidate]));
  const folded = [...byFolded.keys()];
  const beginning = typed.length < leastBeginning ? [] : folded.filter((each) => each.startsWith(typed));
  const swapped = folded.filter((each) => sorted(each) === sorted(typed));
  const [only, another] = beginning.length > 0 ? beginning : swapped;
  const maxDistance = Math.min(mostErrors, Math.floor(typed.length / 2));
  const found =
    only !== undefined && another === undefined ? only : closestMatch(typed, folded, { maxDistance });
  return found === undefined ? null : (byFolded.get(found) ?? null);
}

const sorted = (word: string): string => [...word].toSorted().join('');
