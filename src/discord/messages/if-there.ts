import { DiscordAPIError, RESTJSONErrorCodes } from 'discord.js';

/** The errors of Discord for an interaction, a message or a channel that no longer exists. */
const gone: readonly unknown[] = [
  RESTJSONErrorCodes.UnknownWebhook,
  RESTJSONErrorCodes.UnknownInteraction,
  RESTJSONErrorCodes.InvalidWebhookToken,
  RESTJSONErrorCodes.UnknownMessage,
  RESTJSONErrorCodes.UnknownChannel,
];

/**
 * Waits for a request about something that may have been deleted.
 *
 * @returns null where it no longer exists.
 * @throws DiscordAPIError for any other failure.
 */
export async function ifThere<Found>(request: Promise<Found>): Promise<Found | null> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof DiscordAPIError && gone.includes(error.code)) return null;
    throw error;
  }
}
