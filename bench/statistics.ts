/**
 * The sample below which the given share of the samples lies, by nearest rank.
 *
 * @param share between 0 and 1
 * @throws RangeError when there are no samples.
 */
export function quantile(samples: readonly number[], share: number): number {
  const ascending = samples.toSorted((a, b) => a - b);
  const value = ascending[Math.max(0, Math.ceil(ascending.length * share) - 1)];
  if (value === undefined) throw new RangeError('Nothing was measured');
  return value;
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);
