const english = new Intl.PluralRules('en');

/** Returns the form of a word for a number: `plural(2, 'account', 'accounts')` is `accounts`. */
export const plural = (count: number, one: string, other: string): string =>
  english.select(count) === 'one' ? one : other;
