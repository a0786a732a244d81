import { type REST, Routes, type Snowflake } from 'discord.js';
import type { Database, Em } from '../../database/connection/connection.ts';
import type { Jobs } from '../../jobs/index.ts';
import {
  lookAtQueue,
  manySignUps,
  type Queue,
  type QueueCard,
  queueCardDrawn,
  queues,
  readQueueCard,
  toldOfSignUps,
} from '../../queue/index.ts';
import type { Reply } from '../../text/reply.ts';
import { command, text } from '../../text/text.ts';
import { bodyOf, postOnce, shownBy } from './card-message.ts';
import type { CommandIds } from './command-mention.ts';

/** How long after one look the next one begins, in seconds. */
const lookEvery = 10;

/** The channel of each queue whose items get cards. */
export type QueueChannels = Readonly<Partial<Record<Queue, Snowflake | undefined>>>;

interface LookDependencies {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly rest: REST;
  readonly commandIds: CommandIds;
  readonly channels: QueueChannels;
  /** How many sign-ups within an hour staff are told of; 0 for none. */
  readonly manySignUps: number;
}

/**
 * Creates the handler of the job `queue`, which brings the cards of what waits for staff up to date with Akkoma's tables.
 * Akkoma tells nobody of a new report: the bot polls, one copy of it at a time.
 */
export const createQueueLook =
  (dependencies: LookDependencies) =>
  async ({ soon }: { readonly soon?: true }): Promise<void> => {
    const { database, jobs, channels } = dependencies;
    const watched = queues.flatMap((queue) => {
      const channelId = channels[queue];
      return channelId === undefined ? [] : [{ queue, channelId }];
    });
    for (const channel of watched) {
      await database.em.fork().transactional(async (em) => {
        const cards = await lookAtQueue(em, channel);
        await jobs.sendAll(
          em,
          'queue_card',
          cards.map((card) => ({ card })),
        );
      });
    }
    if (watched.length > 0 && soon !== true) await jobs.send(database.em.fork(), 'queue', {}, lookEvery);
    await tellOfSignUps(dependencies);
  };

/** Tells the channel of the sign-ups, at most once an hour, where these are many. Discord drops a duplicate by its nonce. */
async function tellOfSignUps({
  database,
  rest,
  commandIds,
  channels: { sign_ups: channelId },
  manySignUps: many,
}: LookDependencies): Promise<void> {
  if (channelId === undefined || many === 0) return;
  const em = database.em.fork();
  const count = await manySignUps(em, many);
  if (count === null) return;
  const told: Reply = {
    tone: 'question',
    title: text`Many sign-ups`,
    line: text`${count} accounts registered within an hour. ${command('signup list')} lists those that await approval.`,
    data: null,
  };
  const hour = Math.floor(Date.now() / 3_600_000);
  await postOnce(rest, channelId, bodyOf(told, commandIds), `sign-ups-${hour}`);
  await toldOfSignUps(em);
}

interface QueueCardsDependencies {
  readonly database: Database;
  readonly rest: REST;
  readonly commandIds: CommandIds;
  draw(em: Em, card: QueueCard): Promise<Reply>;
}

/**
 * Creates the handler of the job `queue_card`, which brings the message of a card up to date with its row. Only this job
 * draws it, one after the other for each card, so a card never returns to an earlier state.
 *
 * @throws Error where Discord does not accept the card now; the job must be retried.
 */
export const createQueueCards =
  (dependencies: QueueCardsDependencies) =>
  async ({ card: id }: { readonly card: number }): Promise<void> => {
    const { database } = dependencies;
    const card = await readQueueCard(database.em.fork(), id);
    if (card === null || card.drawn >= card.revision) return;
    await queueCardDrawn(database.em.fork(), card, await show(dependencies, card));
  };

/** @returns the message that shows the card; null where none does. */
async function show(
  { database, rest, commandIds, draw }: QueueCardsDependencies,
  card: QueueCard,
): Promise<string | null> {
  const { id, channelId, messageId, closedAt } = card;
  // What was decided before its card was posted needs none.
  if (channelId === null || (messageId === null && closedAt !== null)) return null;
  const drawn = bodyOf(await draw(database.em.fork(), card), commandIds);
  const edited =
    messageId === null ? null : await shownBy(rest.patch(Routes.channelMessage(channelId, messageId), drawn));
  return edited ?? postOnce(rest, channelId, drawn, `q${id}-${messageId?.slice(-9) ?? 'first'}`);
}
