import { DiscordAPIError, type REST, RESTJSONErrorCodes, Routes } from 'discord.js';
import type { Logger } from 'pino';
import { drawAgain, type NeededCard, neededCards } from '../../actions/index.ts';
import type { Database } from '../../database/connection/connection.ts';
import type { Jobs } from '../../jobs/index.ts';
import { redrawQueueCard, shownQueueCards } from '../../queue/index.ts';

interface MissingCardsDependencies {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly rest: REST;
  readonly log: Logger;
}

/**
 * Creates the handler of the job `missing`, which posts needed cards again that were deleted: those of actions, and of what
 * waits for staff. The bot polls for them: with the intent that reports deletions, Discord would also send it every message
 * of the guild.
 */
export function createMissingCards(dependencies: MissingCardsDependencies): () => Promise<void> {
  const { database, jobs, log } = dependencies;
  return async () => {
    for (const card of await neededCards(database.em.fork())) {
      if (!(await isMissing(dependencies, card))) continue;
      await drawAgain(database, jobs, card);
      log.info({ actionId: card.id }, 'a card was deleted and is posted anew');
    }
    for (const card of await shownQueueCards(database.em.fork())) {
      if (!(await isMissing(dependencies, card))) continue;
      await database.em.fork().transactional(async (em) => {
        await redrawQueueCard(em, card.id);
        await jobs.send(em, 'queue_card', { card: card.id });
      });
      log.info({ queueCard: card.id }, 'a card was deleted and is posted anew');
    }
  };
}

/** Whether Discord reports that the message does not exist. On any other error, the next run asks again. */
async function isMissing(
  { rest, log }: MissingCardsDependencies,
  { channelId, messageId }: Pick<NeededCard, 'channelId' | 'messageId'>,
): Promise<boolean> {
  try {
    await rest.get(Routes.channelMessage(channelId, messageId));
    return false;
  } catch (error) {
    if (error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.UnknownMessage) return true;
    // The doctor reports a channel that the bot cannot reach. Here it would be logged for each card, every two minutes.
    log.debug({ err: error, messageId }, 'it cannot be told whether a card is still there');
    return false;
  }
}
