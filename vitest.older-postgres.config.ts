import { newestRelease } from './sandbox/database/releases.ts';
import usual from './vitest.config.ts';

/**
 * For an older PostgreSQL: the tables of the oldest and of the newest Akkoma. Those between are tried on the PostgreSQL of
 * the project, and have no columns or types of their own that an older server might not know.
 */
export default {
  ...usual,
  test: {
    ...usual.test,
    provide: { ...usual.test?.provide, releases: ['3.13.2', newestRelease] },
  },
} satisfies typeof usual;
