import type { TestProject } from 'vitest/node';
import { findChromium } from './chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The path of the browser to test with; null where there is none. */
    chromium: string | null;
  }
}

/** Finds the browser. Without one, prints that its tests are skipped, or throws in CI. */
export default function setup(project: TestProject): void {
  const found = findChromium();
  if (found === undefined) {
    const words = 'No Chromium is found: install one, or set CHROMIUM_PATH.';
    if (process.env.CI) throw new Error(words);
    process.stderr.write(`${words} The tests in test/browser are skipped.\n`);
  }
  project.provide('chromium', found ?? null);
}
