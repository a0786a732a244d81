import { plural } from './plural.ts';

/** How many names a sentence lists. */
export const mostListed = 5;

/** Lists names for a sentence: `penny, sybil`; of many, the first, and how many more there are. */
export function listNames(names: readonly string[]): string {
  const first = names.slice(0, mostListed).join(', ');
  const more = names.length - mostListed;
  return more > 0 ? `${first} and ${more} ${plural(more, 'other', 'others')}` : first;
}
