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
      return ok(text`Discord knows it, as that of ${application.name}.`, { rest, me: application });
    } catch (error) {
      if (error instanceof DiscordAPIError && error.status === 401) {
        return failed(
          text`Discord does not accept it.`,
          text`Make a new one at ${portal}, page "Bot", and set DISCORD_TOKEN to it.`,
        );
      }
      const { name = 'unknown', code } = error as { name?: string; code?: string };
      return failed(
        text`Discord cannot be asked (${code ?? name}).`,
        text`See that this machine reaches DISCORD_API_URL, which is Discord's own unless it is set.`,
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
      ? ok(text`None is set, so the bot is sent what people type and click.`)
      : failed(
          text`Discord sends what people type and click to ${new URL(url).host}, and none of it to the bot.`,
          text`Empty the field "Interactions Endpoint URL" at ${portal}, page "General Information".`,
        ),
});
