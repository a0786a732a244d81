import { z } from 'zod';
import { statusNames } from '../../src/akkoma/accounts/account-status.ts';
import { defineActionCommand, localNickname } from '../../src/command/index.ts';
import { set as operation } from '../../src/operations/instance/set.ts';
import { text } from '../../src/text/text.ts';
import { countField } from './accounts-in.ts';

/** An optional status: yes, no, or, if omitted, unchanged. */
const status = (description: string) => z.boolean().optional().meta({ description });

/**
 * `/user set`: sets whether an account is an admin, a moderator, confirmed and locked. A status that is not named stays
 * as it is (behaviour.md 8).
 */
export const set = defineActionCommand({
  name: 'set',
  description: 'Change whether an account is an admin, confirmed, locked or a moderator',
  example: 'user set lain moderator:true',
  args: {
    nickname: localNickname,
    admin: status('Whether it is an admin of the instance'),
    confirmed: status('Whether its e-mail address is confirmed; if not, its owner cannot log in'),
    locked: status('Whether follow requests need its approval'),
    moderator: status('Whether it is a moderator of the instance'),
  },
  operation,
  describe: ({ target }, { nickname: _, ...wanted }) => text`change ${target}: ${[inWords(wanted)]}`,
  reply: ({ nickname: target, changed, report_notifications_deleted: lost }) => ({
    line: text`Changed ${target}: ${[inWords(changed)]}.`,
    fields: countField('Report notifications deleted', lost),
  }),
});

/** The statuses in one order: a stored outcome does not keep that of its keys. */
const inWords = (statuses: Readonly<Record<string, boolean | undefined>>): string =>
  statusNames
    .filter((name) => statuses[name] !== undefined)
    .map((name) => `${name} ${statuses[name] === true ? 'yes' : 'no'}`)
    .join(', ');
