const english = new Intl.PluralRules('en');

/** The form of a word that goes with a number: `plural(2, 'account', 'accounts')` is `accounts`. */
export const plural = (count: number, one: string, other: string): string =>
  english.select(count) === 'one' ? one : other;
