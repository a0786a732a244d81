import type { Catalogue } from '../command/index.ts';
import { isRegistered, menuOf } from '../discord/index.ts';
import { text } from '../text/text.ts';
import { type Check, defineCheck, failed, ok, warning } from './check.ts';
import { isDenied } from './discord-words.ts';

export const menu = (catalogue: Catalogue): Check =>
  defineCheck({
    name: 'Menu of commands',
    needs: ['rest', 'me', 'guild'],
    look: async ({ rest, me, guild }) => {
      try {
        return (await isRegistered(rest, me.id, guild.id, menuOf(catalogue)))
          ? ok(text`Discord shows this version's commands.`)
          : warning(
              text`Discord does not show this version's commands.`,
              text`Start the bot: it registers them; if it runs, start it again.`,
            );
      } catch (error) {
        if (!isDenied(error)) throw error;
        return failed(
          text`The bot may have no commands in the server.`,
          text`Invite it anew, with the scope applications.commands.`,
        );
      }
    },
  });
