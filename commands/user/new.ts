import { z } from 'zod';
import { defineActionCommand } from '../../src/command/index.ts';
import { newUser as operation } from '../../src/operations/instance/new-user.ts';
import type { ReplyField } from '../../src/text/reply.ts';
import { type Text, text } from '../../src/text/text.ts';
import { countField, mailField } from '../accounts-in.ts';

/** Text that the operation validates, not the schema, so that all faults are reported together. */
const line = z.string();
const flag = (description: string) => z.boolean().default(false).meta({ description });

/** `/user new`: creates an account (behaviour.md 2). */
export const newUser = defineActionCommand({
  name: 'new',
  description: 'Create an account, up to Akkoma 3.19, and get a link with which its owner sets the password',
  example: 'user new lain lain@example.com',
  visibility: 'private',
  asks: true,
  args: {
    nickname: line.meta({ description: 'Nickname: letters, digits, _ and -' }),
    email: line.meta({ description: 'E-mail address' }),
    name: line.optional().meta({ description: 'Display name; the nickname unless given' }),
    bio: line.optional().meta({ description: 'Bio, the text of its profile' }),
    admin: flag('Make it an admin of the instance'),
    moderator: flag('Make it a moderator of the instance'),
    choose_password: flag('Type the password yourself, hidden from others').meta({
      secretFlag: 'password',
    }),
  },
  operation,
  describe: ({ target }) => text`create the account ${target}`,
  secret: {
    label: 'Password of the new account',
    wanted: ({ choose_password }) => choose_password,
  },
  details: ({ email, name, bio, admin, moderator, choose_password }) => [
    ...inline('E-mail', email),
    ...inline('Name', name),
    ...inline('Role', [...(admin ? ['admin'] : []), ...(moderator ? ['moderator'] : [])].join(', ')),
    ...inline(
      'Password',
      choose_password ? 'typed by you' : 'set by its owner, with a link that you pass on',
    ),
    ...(bio ? [{ name: 'Bio', value: text`${bio}` }] : []),
  ],
  reply: ({ nickname, confirmed, approved, mails, follows }, { reset_link: link }) => ({
    title: 'New account',
    line: text`Created ${nickname}.`,
    fields: [
      ...(link === undefined ? [] : [{ name: 'Reset link (works once)', value: text`${[link]}` }]),
      ...inline('State', stateOf(confirmed, approved)),
      ...mailField({ mails, confirmed, approved }),
      ...countField('Follows created', follows),
    ],
  }),
});

const stateOf = (confirmed: boolean, approved: boolean): string =>
  [...(confirmed ? [] : ['unconfirmed']), ...(approved ? [] : ['awaiting approval'])].join(', ');

function inline(name: string, value: string | undefined): ReplyField[] {
  const shown: Text = text`${value ?? ''}`;
  return value ? [{ name, value: shown, inline: true }] : [];
}
