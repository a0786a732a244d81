import { text } from '../text/text.ts';
import { defineCheck, failed, ok } from './check.ts';

export const settings = defineCheck({
  name: 'Settings',
  needs: ['survey'],
  look: async ({ survey: { settings: read, faults, isConsoleOnly } }) =>
    faults.length === 0
      ? ok(
          isConsoleOnly
            ? text`All that the console needs is set and understood.`
            : text`All that the bot needs is set and understood.`,
          read,
        )
      : failed(text`${faults.join('; ')}.`, text`Set the environment as .env.example explains.`, read),
});
