import { DiscordAPIError, REST, Routes } from 'discord.js';
import { text } from '../text/text.ts';
import { defineCheck, failed, ok } from './check.ts';
import { me } from './discord-words.ts';

const portal = 'https://discord.com/developers/applications';

export const token = defineCheck({
  name: 'Token',
  needs: ['DISCORD_TOKEN'],
  gives: ['rest', 'me'],
  look: async (facts) => {
    const rest = facts.rest ?? restWith(facts.DISCORD_TOKEN, facts.DISCORD_API_URL);
    try {
      await rest.get(Routes.user());
      const application = me.parse(await rest.get(Routes.currentApplication()));
      return ok(text`Valid, for the application ${application.name}.`, { rest, me: application });
    } catch (error) {
      if (error instanceof DiscordAPIError && error.status === 401) {
        return failed(
          text`Discord rejected the token.`,
          text`Reset the token at ${portal}, page "Bot", and set DISCORD_TOKEN to the new one.`,
        );
      }
      const { name = 'unknown', code } = error as { name?: string; code?: string };
      return failed(
        text`Discord cannot be reached (${code ?? name}).`,
        text`Make sure that this machine can reach DISCORD_API_URL (default: Discord's own API).`,
      );
    }
  },
});

/** Has a shorter timeout and fewer retries than the bot's client, since a person waits. */
function restWith(token: string, api: string | undefined): REST {
  const rest = new REST({ timeout: 5_000, retries: 1, ...(api === undefined ? {} : { api }) });
  return rest.setToken(token);
}

/** @see https://discord.com/developers/docs/interactions/overview#configuring-an-interactions-endpoint-url */
export const endpoint = defineCheck({
  name: 'Interactions endpoint',
  needs: ['me'],
  look: async ({ me: { interactions_endpoint_url: url } }) =>
    url == null || url === ''
      ? ok(text`None is set, so Discord sends interactions to the bot.`)
      : failed(
          text`Discord sends all interactions to ${new URL(url).host}, and none to the bot.`,
          text`Clear the field "Interactions Endpoint URL" at ${portal}, page "General Information".`,
        ),
});
