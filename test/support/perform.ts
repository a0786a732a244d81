import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { type Caller, createPerform, openGate, type Perform } from '../../src/actions/index.ts';
import { createFlakeIds } from '../../src/akkoma/flake-ids.ts';
import { instanceAt } from '../../src/akkoma/instance.ts';
import { readConsoleConfig, settingsOf } from '../../src/config.ts';
import { connect, type Database } from '../../src/database/connection.ts';

export const tester: Caller = {
  id: 'system:tester',
  name: 'tester',
  source: 'console',
  roles: [],
  guildId: null,
  channelId: null,
};

/** The way actions are run, on this database, for the test that calls this. */
export function performOn(
  url: string,
  environment: Readonly<Record<string, string>> = {},
): { perform: Perform; database: Database } {
  const config = readConsoleConfig({
    DATABASE_URL: url,
    INSTANCE_URL: 'https://social.test',
    ...environment,
  });
  const database = connect(url, 'steward-test');
  onTestFinished(() => database.close());
  const perform = createPerform({
    database,
    instance: instanceAt(config.INSTANCE_URL, settingsOf(config)),
    flakeIds: createFlakeIds(),
    gate: openGate,
    log: pino({ level: 'silent' }),
  });
  return { perform, database };
}
