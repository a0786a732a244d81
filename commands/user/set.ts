import { z } from 'zod';
import { defineActionCommand, localNickname } from '../../src/command/index.ts';
import { set as operation } from '../../src/operations/instance/set.ts';
import { capitalized, joinTexts, type Text, text } from '../../src/text/text.ts';
import { countField } from '../accounts-in.ts';

/** An optional status: yes, no, or, if omitted, unchanged. */
const status = (description: string) => z.boolean().optional().meta({ description, isInPhrase: true });

/**
 * `/user set`: sets whether an account is an admin, a moderator and confirmed, and approves its followers by hand. A
 * status that is not named stays as it is (behaviour.md 8).
 */
export const set = defineActionCommand({
  name: 'set',
  description:
    'Change whether an account is an admin, a moderator or confirmed, or approves followers by hand',
  example: 'user set lain moderator:true',
  args: {
    nickname: localNickname,
    admin: status('Whether it is an admin of the instance'),
    confirmed: status('Whether its e-mail address is confirmed; if not, its owner cannot log in'),
    locked: status('Whether it approves followers by hand'),
    moderator: status('Whether it is a moderator of the instance'),
  },
  operation,
  describe: ({ target }, { nickname: _, ...wanted }) => changesIn(target, wanted, 'toDo'),
  reply: ({ nickname: target, changed, report_notifications_deleted: lost }) => ({
    line: text`${capitalized(changesIn(target, changed, 'done'))}.`,
    fields: countField('Report notifications deleted', lost),
  }),
});

type Status = 'admin' | 'confirmed' | 'locked' | 'moderator';

/** What setting a status does to an account, to do and done: the words before its name and those after it. */
const acts: Readonly<Record<Status, Readonly<Record<'yes' | 'no', readonly [string, string, string]>>>> = {
  admin: { yes: ['make', 'made', ' an admin'], no: ['remove', 'removed', ' as admin'] },
  confirmed: { yes: ['confirm', 'confirmed', ''], no: ['unconfirm', 'unconfirmed', ''] },
  locked: {
    yes: ['make', 'made', ' approve followers by hand'],
    no: ['make', 'made', ' accept followers automatically'],
  },
  moderator: { yes: ['make', 'made', ' a moderator'], no: ['remove', 'removed', ' as moderator'] },
};

/** Names each change of an account: "make lain an admin, confirm lain". */
const changesIn = (
  target: string,
  statuses: Readonly<Partial<Record<Status, boolean | undefined>>>,
  when: 'toDo' | 'done',
): Text =>
  joinTexts(
    Object.entries(acts).flatMap(([status, act]) => {
      const wanted = statuses[status as Status];
      if (wanted === undefined) return [];
      const [toDo, done, after] = act[wanted ? 'yes' : 'no'];
      return [text`${[when === 'toDo' ? toDo : done]} ${target}${[after]}`];
    }),
    ', ',
  );
