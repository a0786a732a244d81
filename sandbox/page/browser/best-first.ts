/**
 * Returns the values that match what is typed, as Discord's client lists them: first those with a name that equals it,
 * then those with a name that begins with it, then those with a name that contains it.
 */
export function bestFirst<Value>(
  values: readonly Value[],
  typed: string,
  namesOf: (value: Value) => readonly string[],
): Value[] {
  const wanted = typed.toLowerCase();
  const matches: readonly ((name: string) => boolean)[] = [
    (name) => name === wanted,
    (name) => name.startsWith(wanted),
    (name) => name.includes(wanted),
  ];
  const namedBy = (value: Value, isMatch: (name: string) => boolean): boolean =>
    namesOf(value).some((name) => isMatch(name.toLowerCase()));
  return [...new Set(matches.flatMap((isMatch) => values.filter((value) => namedBy(value, isMatch))))];
}
