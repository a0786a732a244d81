import type { REST } from 'discord.js';
import { drawDigest } from '../../commands/instance/digest.ts';
import {
  type ActionDependencies,
  createExpire,
  createFollow,
  createMeasure,
  createNoticeUnknown,
  createPerform,
  createRefresh,
  createReverse,
  createRun,
  createTidy,
  followAuditLog,
} from '../actions/index.ts';
import type { Catalogue } from '../command/index.ts';
import { isPooled } from '../database/connection/pooler.ts';
import {
  type CommandIds,
  createAuditChannel,
  createCards,
  createDigestChannel,
  createMissingCards,
} from '../discord/index.ts';
import { startWorkers, type Workers } from '../jobs/index.ts';

interface WorkOptions {
  readonly dependencies: ActionDependencies;
  readonly catalogue: Catalogue;
  readonly url: string;
  readonly rest: REST;
  readonly applicationId: Promise<string>;
  readonly commandIds: CommandIds;
  /** The channel to which audit entries are posted, if any. */
  readonly auditChannelId: string | undefined;
  /** The channel that gets the weekly digest, if any. */
  readonly digestChannelId: string | undefined;
}

/** Starts all workers. All pending work is in the database, none in memory. */
export async function startBackgroundWork({
  dependencies,
  url,
  auditChannelId: channelId,
  digestChannelId,
  ...discord
}: WorkOptions): Promise<Workers> {
  const { database, instance, jobs, log } = dependencies;
  const { rest } = discord;
  // A channel that is new gets the entries from now on, so this comes before anything can write one.
  if (channelId !== undefined) await followAuditLog(database.em.fork(), channelId);
  await createNoticeUnknown(dependencies)();
  const workers = await startWorkers(
    { url, log, listens: !(await isPooled(database)) },
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
          : createAuditChannel({ ...discord, database, channelId, log }),
      digest:
        digestChannelId === undefined
          ? () => Promise.resolve()
          : createDigestChannel({
              ...discord,
              database,
              channelId: digestChannelId,
              draw: (em, week) => drawDigest({ em, instance, wordsFor: discord.catalogue.wordsFor }, week),
            }),
      measure: createMeasure(dependencies),
      tidy: createTidy(dependencies),
    },
  );
  // No process checked and measured while no bot was running.
  await jobs.send(database.em.fork(), 'missing', {});
  await jobs.send(database.em.fork(), 'measure', {});
  if (channelId !== undefined) await jobs.send(database.em.fork(), 'audit', {});
  if (digestChannelId !== undefined) await jobs.send(database.em.fork(), 'digest', {});
  return workers;
}
