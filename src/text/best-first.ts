/**
 * Returns the values that contain what is typed, those that equal it first, then those that begin with it.
 *
 * @param typed in the case of the names
 * @param namesOf the names that people type for a value; by default the value itself
 */
export const bestFirst = (
  values: readonly string[],
  typed: string,
  namesOf: (value: string) => readonly string[] = (value) => [value],
): string[] => {
  const ranked = values.map((value) => ({
    value,
    rank: Math.min(...namesOf(value).map((name) => rankOf(name, typed))),
  }));
  return ranked
    .filter(({ rank }) => rank < noMatch)
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ value }) => value);
};

const noMatch = 3;

function rankOf(name: string, typed: string): number {
  if (name === typed) return 0;
  if (name.startsWith(typed)) return 1;
  return name.includes(typed) ? 2 : noMatch;
}
