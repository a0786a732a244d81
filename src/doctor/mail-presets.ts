import { MalformedMailPresets, readMailPresets } from '../akkoma/mail/mail-presets.ts';
import { plural } from '../text/plural.ts';
import { text } from '../text/text.ts';
import { defineCheck, failed, ok, warning } from './check.ts';

/** Akkoma's default, which no mail server delivers answers to. */
const unsetAddress = 'noreply@example.com';

/** Checks the file of the mails that staff can send to the owner of an account. */
export const mailPresets = defineCheck({
  name: 'Mail presets',
  needs: ['survey'],
  look: async ({ MAIL_PRESETS: path, AKKOMA_NOTIFY_EMAIL: sender }) => {
    if (path === undefined)
      return ok(text`MAIL_PRESETS is not set, so commands cannot notify the owners of accounts.`);
    try {
      const { size } = await readMailPresets(path);
      const found = text`${size} ${[plural(size, 'preset', 'presets')]}.`;
      if (sender !== undefined && sender !== unsetAddress) return ok(found);
      return warning(
        text`${found} AKKOMA_NOTIFY_EMAIL is not set, so the mails come from ${unsetAddress}.`,
        text`Set AKKOMA_NOTIFY_EMAIL to the address that Akkoma sends mail from.`,
      );
    } catch (error) {
      if (!(error instanceof MalformedMailPresets)) throw error;
      return failed(
        text`The file of MAIL_PRESETS: ${error.faults.join('; ')}. The option "notify" is refused.`,
        text`Correct the file. packaging/mail-presets.yaml is an example.`,
      );
    }
  },
});
