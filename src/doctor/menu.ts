import type { Catalogue } from '../command/index.ts';
import { commandsOf, isRegistered } from '../discord/index.ts';
import { text } from '../text/text.ts';
import { type Check, defineCheck, failed, ok, warning } from './check.ts';
import { isDenied } from './discord-words.ts';

export const menu = (catalogue: Catalogue): Check =>
  defineCheck({
    name: 'Commands',
    needs: ['rest', 'me', 'guild'],
    look: async ({ rest, me, guild }) => {
      try {
        return (await isRegistered(rest, me.id, guild.id, commandsOf(catalogue)))
          ? ok(text`Discord has the commands of this version.`)
          : warning(
              text`Discord does not have the commands of this version.`,
              text`Start the bot, or restart it: it registers the commands when it starts.`,
            );
      } catch (error) {
        if (!isDenied(error)) throw error;
        return failed(
          text`The bot lacks the permission to have commands in the server.`,
          text`Invite it again, with the scope applications.commands.`,
        );
      }
    },
  });
