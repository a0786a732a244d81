import { inject } from 'vitest';
import { type Instance, instanceAt } from '../../src/akkoma/instance.ts';
import { readConsoleConfig, settingsOf } from '../../src/settings/config.ts';

/** The instance of the recordings, with these settings of Akkoma (`AKKOMA_…`). */
export function instanceWith(environment: Readonly<Record<string, string>> = {}): Instance {
  const config = readConsoleConfig({
    DATABASE_URL: 'postgres://x/y',
    INSTANCE_URL: 'https://social.test',
    ...environment,
  });
  return instanceAt(config.INSTANCE_URL, settingsOf(config), {
    current: inject('template').features,
    refresh: () => Promise.resolve(),
  });
}
