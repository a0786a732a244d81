import { text } from '../text/text.ts';
import { defineCheck, failed, ok } from './check.ts';

export const settings = defineCheck({
  name: 'Settings',
  needs: ['survey'],
  look: async ({ survey: { settings: read, faults, isConsoleOnly } }) =>
    faults.length === 0
      ? ok(
          isConsoleOnly
            ? text`All settings that the console needs are set and valid.`
            : text`All settings that the bot needs are set and valid.`,
          read,
        )
      : failed(text`${faults.join('; ')}.`, text`Correct the settings (see .env.example).`, read),
});
