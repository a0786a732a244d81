import { DiscordAPIError, type REST, RESTJSONErrorCodes, Routes } from 'discord.js';
import type { Logger } from 'pino';
import { drawAgain, type NeededCard, neededCards } from '../../actions/index.ts';
import type { Database } from '../../database/connection/connection.ts';
import type { Jobs } from '../../jobs/index.ts';

interface MissingCardsDependencies {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly rest: REST;
  readonly log: Logger;
}

/**
 * The handler that has cards posted anew which someone deleted while people need them. The bot asks for them now and then,
 * since with the intent of hearing about deletions it would be sent everything that is said in the guild.
 */
export function createMissingCards(dependencies: MissingCardsDependencies): () => Promise<void> {
  const { database, jobs, log } = dependencies;
  return async () => {
    for (const card of await neededCards(database.em.fork())) {
      if (!(await isMissing(dependencies, card))) continue;
      await drawAgain(database, jobs, card);
      log.info({ actionId: card.id }, 'a card was deleted and is posted anew');
    }
  };
}

/** Whether Discord says that there is no such message; where it says nothing, the next round asks again. */
async function isMissing(
  { rest, log }: MissingCardsDependencies,
  { id, channelId, messageId }: NeededCard,
): Promise<boolean> {
  try {
    await rest.get(Routes.channelMessage(channelId, messageId));
    return false;
  } catch (error) {
    if (error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.UnknownMessage) return true;
    // Where the bot has lost the channel, the doctor says so; here it would be said of each card, every two minutes.
    log.debug({ err: error, actionId: id }, 'it cannot be told whether a card is still there');
    return false;
  }
}
