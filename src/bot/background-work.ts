import type { REST } from 'discord.js';
import {
  type ActionDependencies,
  createExpire,
  createFollow,
  createNoticeUnknown,
  createPerform,
  createRefresh,
  createReverse,
  createRun,
  createTidy,
  followAuditLog,
} from '../actions/index.ts';
import type { Catalogue } from '../command/index.ts';
import { createAuditChannel, createCards, createMissingCards } from '../discord/index.ts';
import { startWorkers, type Workers } from '../jobs/index.ts';

interface WorkOptions {
  readonly dependencies: ActionDependencies;
  readonly catalogue: Catalogue;
  readonly url: string;
  readonly rest: REST;
  readonly applicationId: Promise<string>;
  /** The channel that is told of the audit log, if one is. */
  readonly auditChannelId: string | undefined;
}

/** Starts all the work that is done in the background: nothing that is pending lives in memory. */
export async function startBackgroundWork({
  dependencies,
  url,
  auditChannelId: channelId,
  ...discord
}: WorkOptions): Promise<Workers> {
  const { database, jobs, log } = dependencies;
  const { rest } = discord;
  // A channel is told from the first time on that it is seen, and of all that is done since.
  if (channelId !== undefined) await followAuditLog(database.em.fork(), channelId);
  await createNoticeUnknown(dependencies)();
  const workers = await startWorkers(
    { url, log },
    {
      run: createRun(dependencies),
      expire: createExpire(dependencies),
      follow: createFollow(dependencies),
      refresh: createRefresh(dependencies),
      reverse: createReverse(dependencies, createPerform(dependencies)),
      card: createCards({ ...dependencies, ...discord }),
      missing: createMissingCards({ database, jobs, rest, log }),
      audit:
        channelId === undefined
          ? () => Promise.resolve()
          : createAuditChannel({ database, rest, channelId, log }),
      tidy: createTidy(dependencies),
    },
  );
  // Nobody looked while no bot was there.
  await jobs.send(database.em.fork(), 'missing', {});
  if (channelId !== undefined) await jobs.send(database.em.fork(), 'audit', {});
  return workers;
}
