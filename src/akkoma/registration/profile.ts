import type { Settings } from '../settings.ts';

/** What the column holds; a grapheme cluster may be many characters. */
const longestName = 255;

/** What is wrong with the name of a new account, worded to follow "name:" (behaviour.md 2.1). */
export function nameFault(name: string, { userNameLength }: Settings): string | null {
  if (name.trim() === '') return 'must not be empty';
  if (!isStorable(name)) return notStorable;
  if (exceeds(name, userNameLength)) return `must have at most ${userNameLength} characters`;
  return [...name].length > longestName
    ? `must be made of at most ${longestName} characters, counting the parts of composed ones`
    : null;
}

/** What is wrong with the text about a new account, worded to follow "bio:" (behaviour.md 2.1). */
export function bioFault(bio: string, { userBioLength }: Settings): string | null {
  if (!isStorable(bio)) return notStorable;
  return exceeds(bio, userBioLength) ? `must have at most ${userBioLength} characters` : null;
}

const notStorable = 'must not contain a NUL character or half a character';
const isStorable = (value: string): boolean => value.isWellFormed() && !value.includes('\0');

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Whether the text has more grapheme clusters than that; what lies beyond is not looked at. */
const exceeds = (value: string, most: number): boolean =>
  graphemes.segment(value)[Symbol.iterator]().drop(most).next().done !== true;
