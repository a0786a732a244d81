/** Random choices that can be repeated: the same seed gives the same choices. */
export interface Dice {
  readonly seed: number;
  /** A whole number from 0 up to, and without, `end`. */
  below(end: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of these values; there must be one. */
  pick<Value>(values: readonly Value[]): Value;
}

export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e_37_79_b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85_eb_ca_6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2_b2_ae_35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(next() * end);
  return {
    seed,
    below,
    chance: (probability) => next() < probability,
    pick: (values) => {
      const value = values[below(values.length)];
      if (value === undefined) throw new RangeError('There is nothing to pick from');
      return value;
    },
  };
}

/** A new seed for each run, unless `DRILL_SEED` repeats an old one. */
export const freshSeed = (): number => Number(process.env.DRILL_SEED ?? Math.floor(Math.random() * 2 ** 31));
