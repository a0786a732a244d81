import type { REST } from 'discord.js';
import { drawDigest } from '../../commands/instance/digest.ts';
import { drawReportCard } from '../../commands/report/card.ts';
import { drawSignUpCard } from '../../commands/signup/card.ts';
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
  createQueueCards,
  createQueueLook,
  type QueueChannels,
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
  /** The channels that get a card for each of what waits for staff. */
  readonly queueChannels: QueueChannels;
  /** How many sign-ups within an hour staff are told of; 0 for none. */
  readonly manySignUps: number;
}

/** Starts all workers. All pending work is in the database, none in memory. */
export async function startBackgroundWork({
  dependencies,
  url,
  auditChannelId: channelId,
  digestChannelId,
  queueChannels,
  manySignUps,
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
      queue: createQueueLook({ ...discord, database, jobs, channels: queueChannels, manySignUps }),
      queue_card: createQueueCards({
        ...discord,
        database,
        draw: (em, card) =>
          (card.queue === 'reports' ? drawReportCard : drawSignUpCard)({ em, instance }, card),
      }),
      measure: createMeasure(dependencies),
      tidy: createTidy(dependencies),
    },
  );
  // No process checked and measured while no bot was running.
  await jobs.send(database.em.fork(), 'missing', {});
  await jobs.send(database.em.fork(), 'measure', {});
  if (channelId !== undefined) await jobs.send(database.em.fork(), 'audit', {});
  await jobs.send(database.em.fork(), 'queue', {});
  if (digestChannelId !== undefined) await jobs.send(database.em.fork(), 'digest', {});
  return workers;
}
