import { ownAddress } from '../akkoma/instance.ts';
import { text } from '../text/text.ts';
import { defineCheck, failed, ok } from './check.ts';

export const ownInstance = defineCheck({
  name: 'Instance',
  needs: ['database', 'features', 'INSTANCE_URL'],
  look: async ({ database, INSTANCE_URL: url }) => {
    const own = await ownAddress(database.em.fork());
    if (own === undefined) return ok(text`There is no local account yet to compare INSTANCE_URL with.`);
    return own === url
      ? ok(text`The accounts belong to ${url}.`)
      : failed(
          text`INSTANCE_URL is ${url}, but the accounts in this database belong to ${own}.`,
          text`Set INSTANCE_URL to that address, or DATABASE_URL to the right database.`,
        );
  },
});
