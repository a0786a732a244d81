import { pino } from 'pino';
import { catalogue } from '../commands/index.ts';
import {
  type ActionDependencies,
  type ActionRequest,
  type Caller,
  createFollow,
  createPerform,
  noMembers,
  openGate,
  openPolicy,
  readEnding,
} from '../src/actions/index.ts';
import { createFlakeIds } from '../src/akkoma/ids/flake-ids.ts';
import { openInstance } from '../src/akkoma/instance.ts';
import { connect } from '../src/database/connection/connection.ts';
import { openJobs } from '../src/jobs/index.ts';
import type { Operation } from '../src/operations/index.ts';
import { readConsoleConfig, settingsOf } from '../src/settings/config.ts';
import type { Json } from '../src/text/reply.ts';
import { noting } from './statements.ts';

/** The cost of an action. */
export interface Cost {
  readonly milliseconds: number;
  readonly statements: number;
  /** The peak growth of this process's heap during the action, in MB. */
  readonly megabytes: number;
}

/** Runs an operation with its arguments as an action, on the database at `url`, and returns its cost. */
export type MeasuredAction = (url: string) => Promise<Cost>;

const caller: Caller = {
  id: 'system:bench',
  name: 'bench',
  source: 'console',
  roles: [],
  guildId: null,
  channelId: null,
};

/** Runs the operation as the bot does: planned, with each changed row and an audit entry recorded, batch by batch. */
export const measuredAction =
  <Args extends object, Outcome extends Json>(
    operation: Operation<Args, Outcome>,
    args: Args,
  ): MeasuredAction =>
  async (url) => {
    const config = readConsoleConfig({
      DATABASE_URL: url,
      INSTANCE_URL: 'https://social.test',
      // The plain SQL does not make Akkoma's server read anything again either.
      AKKOMA_REFRESH: 'false',
    });
    const database = connect(url, 'steward-bench');
    const jobs = await openJobs(database);
    try {
      const dependencies: ActionDependencies = {
        database,
        instance: await openInstance(database, config.INSTANCE_URL, settingsOf(config)),
        flakeIds: createFlakeIds(),
        gate: openGate,
        policy: openPolicy(config.BULK_LIMIT),
        members: noMembers,
        jobs,
        definitionOf: catalogue.definitionOf,
        operations: catalogue.operations,
        log: pino({ level: 'silent' }),
      };
      const perform = createPerform(dependencies);
      const follow = createFollow(dependencies);
      // Opens the first connection, which is not part of the cost.
      await database.em.fork().getConnection().execute('select 1');
      const request: ActionRequest<Args, Outcome> = {
        operation,
        args,
        reason: null,
        caller,
        interactionId: null,
        secret: null,
      };
      return await costOf(async () => {
        const { actionId: action } = await perform(request);
        while ((await readEnding(database.em.fork(), action)).state === 'following') await follow({ action });
      });
    } finally {
      await jobs.close();
      await database.close();
    }
  };

async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const before = process.memoryUsage().heapUsed;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().heapUsed);
  }, 5);
  const startedAt = performance.now();
  try {
    const { length: statements } = await noting(work);
    return { milliseconds: performance.now() - startedAt, statements, megabytes: (peak - before) / 1e6 };
  } finally {
    clearInterval(watch);
  }
}
