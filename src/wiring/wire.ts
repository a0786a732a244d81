import type { Logger } from 'pino';
import {
  type ActionDependencies,
  type ApprovalPolicy,
  createDrafts,
  createIsShownElsewhere,
  createRecordRefusal,
  type Gate,
  type Members,
} from '../actions/index.ts';
import { createFlakeIds } from '../akkoma/ids/flake-ids.ts';
import { openInstance, requireOwnDatabase } from '../akkoma/instance.ts';
import { requireSearchPath } from '../akkoma/schema/search-path.ts';
import { type Catalogue, createCommandContexts } from '../command/index.ts';
import { connect, requireReady } from '../database/connection/connection.ts';
import { requireSettings } from '../database/connection/pooler.ts';
import { asStartFault } from '../database/connection/start-faults.ts';
import { requireRights } from '../database/rights/rights.ts';
import { openJobs, type QueueName } from '../jobs/index.ts';
import { type ConsoleConfig, settingsOf } from '../settings/config.ts';

interface WiringOptions {
  readonly config: ConsoleConfig;
  readonly catalogue: Catalogue;
  readonly gate: Gate;
  readonly policy: ApprovalPolicy;
  readonly members: Members;
  readonly log: Logger;
  readonly applicationName: string;
  readonly pageSize: number;
  /** Queues whose jobs no process would handle; none by default, since another process may handle them. */
  readonly pointless?: readonly QueueName[];
}

/**
 * Creates what the bot and the console share: the database, after checking that it is migrated, granted, and of the
 * right instance; the queues; and command contexts.
 *
 * @throws Unavailable, Conflict whose message says how to fix the problem.
 */
export async function wire({
  config,
  catalogue,
  applicationName,
  pageSize,
  pointless = [],
  ...rest
}: WiringOptions) {
  const database = connect(config.DATABASE_URL, applicationName, {
    limit: config.SLOW_QUERY_MS,
    tell: (slow) => rest.log.warn(slow, 'a slow statement'),
  });
  try {
    await requireSettings(database);
    await requireReady(database);
    await requireSearchPath(database.em.fork());
    await requireRights(database, catalogue.grants);
    const instance = await openInstance(database, config.INSTANCE_URL, settingsOf(config));
    await requireOwnDatabase(database.em.fork(), instance);
    const dependencies: ActionDependencies = {
      ...rest,
      database,
      instance,
      flakeIds: createFlakeIds(),
      jobs: await openJobs(database, pointless),
      operations: catalogue.operations,
      definitionOf: catalogue.definitionOf,
    };
    const { jobs } = dependencies;
    return {
      dependencies,
      database,
      isShownElsewhere: createIsShownElsewhere(database),
      recordRefusal: createRecordRefusal(dependencies),
      drafts: createDrafts(dependencies),
      contextFor: createCommandContexts({ ...dependencies, pageSize, wordsFor: catalogue.wordsFor }),
      close: async () => {
        await jobs.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw asStartFault(error);
  }
}
