import { defineConfig, mergeConfig } from 'vitest/config';
import usual from './vitest.config.ts';

/** The long series, whole, unless `DRILL_SHARE` asks for less: `npm test` runs a small part of each. */
export default mergeConfig(
  usual,
  defineConfig({
    test: {
      provide: { share: Number(process.env.DRILL_SHARE ?? 1) },
      // One after the other, so that the figures are of that drill alone.
      fileParallelism: false,
    },
  }),
);
