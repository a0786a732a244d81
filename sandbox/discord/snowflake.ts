const DISCORD_EPOCH = 1_420_070_400_000;
const LOW_BITS = 22n;

/**
 * Returns a function that makes ids. They contain the time of the sandbox's clock, and never repeat, even when that
 * clock does not advance.
 *
 * @see https://discord.com/developers/docs/reference#snowflakes
 */
export function createSnowflakes(now: () => number): () => string {
  let last = 0n;
  return () => {
    const fresh = BigInt(Math.max(0, Math.floor(now()) - DISCORD_EPOCH)) << LOW_BITS;
    last = fresh > last ? fresh : last + 1n;
    return String(last);
  };
}
