import type { Settings } from '../settings.ts';

/** The maximum length of the column, in characters. A grapheme cluster may have many. */
const longestName = 255;

/**
 * Returns what is wrong with the name of a new account, worded to follow "name:", or null (behaviour.md 2.1).
 */
export function nameFault(name: string, { userNameLength }: Settings): string | null {
  if (name.trim() === '') return 'must not be empty';
  if (!isStorable(name)) return notStorable;
  if (exceeds(name, userNameLength)) return `must have at most ${userNameLength} characters`;
  return [...name].length > longestName
    ? `must have at most ${longestName} characters, counting each part of a composed one`
    : null;
}

/**
 * Returns what is wrong with the bio of a new account, worded to follow "bio:" (behaviour.md 2.1); null if nothing is.
 */
export function bioFault(bio: string, { userBioLength }: Settings): string | null {
  if (!isStorable(bio)) return notStorable;
  return exceeds(bio, userBioLength) ? `must have at most ${userBioLength} characters` : null;
}

const notStorable = 'must not contain a NUL character or half a character';
const isStorable = (value: string): boolean => value.isWellFormed() && !value.includes('\0');

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Whether the text has more than `maxLength` grapheme clusters. The rest of a longer text is not segmented. */
const exceeds = (value: string, maxLength: number): boolean =>
  graphemes.segment(value)[Symbol.iterator]().drop(maxLength).next().done !== true;
