import { defineActionCommand, localNickname } from '../../src/command/index.ts';
import { confirm as operation } from '../../src/operations/instance/confirm.ts';
import { text } from '../../src/text/text.ts';
import { countField, mailField } from '../accounts-in.ts';

/** `/user confirm`: confirms an account, or unconfirms it if it is confirmed (behaviour.md 10.1). */
export const confirm = defineActionCommand({
  name: 'confirm',
  description: 'Confirm the e-mail address of an account, or unconfirm it if it is confirmed',
  example: 'user confirm lain',
  asksIf: 'the account is confirmed already',
  args: { nickname: localNickname },
  operation,
  describe: ({ target, facts }) => {
    if (facts?.confirmed === undefined) return text`confirm ${target}, or unconfirm it if it is confirmed`;
    return facts.confirmed === true ? text`confirm ${target}` : text`unconfirm ${target}`;
  },
  details: (_args, { facts }) => [
    { name: 'Confirmed', value: facts.confirmed === true ? text`no → yes` : text`yes → no` },
  ],
  reply: ({ nickname: target, confirmed, approved, mails, follows }) => ({
    line: confirmed
      ? text`Confirmed ${target}.${[approved ? '' : ' The account is still awaiting approval.']}`
      : text`Unconfirmed ${target}.`,
    fields: [...mailField({ mails, confirmed, approved }), ...countField('Follows created', follows)],
  }),
});
