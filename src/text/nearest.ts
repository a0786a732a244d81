import leven from 'leven';

/** The maximum number of values that are offered where what was typed does not exist. */
const maxOffered = 3;

/**
 * Returns the candidate that is most like a mistyped word; null where none is like it. Case is ignored.
 *
 * @param candidates in the order in which equally near ones are preferred.
 */
export const nearest = (word: string, candidates: readonly string[]): string | null =>
  nearestFew(word, candidates)[0] ?? null;

/** Returns the few candidates that are most like a mistyped word, the nearest first. Case is ignored. */
export function nearestFew(word: string, candidates: readonly string[]): string[] {
  const typed = word.toLowerCase();
  const most = mistakesIn(typed);
  return [...new Set(candidates)]
    .map((candidate) => ({ candidate, distance: distanceBetween(typed, candidate.toLowerCase(), most) }))
    .filter(({ distance }) => distance <= most)
    .toSorted((one, other) => one.distance - other.distance)
    .slice(0, maxOffered)
    .map(({ candidate }) => candidate);
}

/** As `nearest`, but a word is not like those that it is only the beginning of. */
export const nearestSpelling = (word: string, candidates: readonly string[]): string | null =>
  nearest(
    word,
    candidates.filter((candidate) => candidate.length - word.length <= mistakesIn(word)),
  );

/** The fewest letters that are taken for the beginning of a word. */
const leastBeginning = 3;

/** How many letters may be wrong in a word. */
const mistakesIn = ({ length }: string): number => (length < 4 ? 1 : length < 8 ? 2 : 3);

/**
 * The number of letters that are missing, added or wrong. Two neighbouring letters in the wrong order count once, and so
 * do all that are missing behind the beginning of a word.
 */
function distanceBetween(one: string, other: string, most: number): number {
  const isBeginning = one.length >= leastBeginning && other.startsWith(one);
  return isBeginning || isSwapped(one, other) ? 1 : leven(one, other, { maxDistance: most + 1 });
}

function isSwapped(one: string, other: string): boolean {
  const at = [...one].findIndex((_, index) => one[index] !== other[index]);
  const swapped = `${one.slice(0, at)}${one[at + 1] ?? ''}${one[at] ?? ''}${one.slice(at + 2)}`;
  return at >= 0 && swapped === other;
}

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789-._';

/**
 * Returns every word in lower case that differs from the given one by one mistake: a missing, added or wrong letter, or
 * two neighbouring letters in the wrong order. The letters are those of nicknames and hosts. A word of n letters has
 * about 80 n of them, which an index finds without reading other words.
 */
export function oneMistakeFrom(word: string): string[] {
  const typed = word.toLowerCase();
  const found = new Set<string>();
  for (let at = 0; at <= typed.length; at += 1) {
    const [before, after] = [typed.slice(0, at), typed.slice(at)];
    const [first = '', second = ''] = after;
    if (first !== '') found.add(before + after.slice(1));
    if (second !== '') found.add(before + second + first + after.slice(2));
    for (const letter of letters) {
      found.add(before + letter + after);
      if (first !== '') found.add(before + letter + after.slice(1));
    }
  }
  found.delete(typed);
  return [...found];
}
