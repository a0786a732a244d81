import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import {
  type Caller,
  createFindPending,
  createPerform,
  createPropose,
  createResume,
  openGate,
  type Perform,
  type Propose,
  type Resume,
} from '../../src/actions/index.ts';
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

interface Ways {
  readonly database: Database;
  readonly perform: Perform;
  readonly propose: Propose;
  readonly resume: Resume;
  readonly findPending: ReturnType<typeof createFindPending>;
}

/** The ways in which actions are run, on this database, for the test that calls this. */
export function performOn(url: string, environment: Readonly<Record<string, string>> = {}): Ways {
  const config = readConsoleConfig({
    DATABASE_URL: url,
    INSTANCE_URL: 'https://social.test',
    ...environment,
  });
  const database = connect(url, 'steward-test');
  onTestFinished(() => database.close());
  const dependencies = {
    database,
    instance: instanceAt(config.INSTANCE_URL, settingsOf(config)),
    flakeIds: createFlakeIds(),
    gate: openGate,
    log: pino({ level: 'silent' }),
  };
  return {
    database,
    perform: createPerform(dependencies),
    propose: createPropose(dependencies),
    resume: createResume(dependencies),
    findPending: createFindPending(dependencies),
  };
}
