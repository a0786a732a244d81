import { defineActionCommand, nickname } from '../../src/command/index.ts';
import { confirm as operation } from '../../src/operations/instance/confirm.ts';
import { text } from '../../src/text/text.ts';

/** `/user confirm`: confirms an account, or unconfirms it if it is confirmed (behaviour.md 10.1). */
export const confirm = defineActionCommand({
  name: 'confirm',
  description: "Confirm an account's e-mail address, or take that back if it is confirmed",
  example: 'user confirm lain',
  args: { nickname },
  operation,
  describe: ({ target }) => text`confirm ${target}, or unconfirm it if it is confirmed`,
  details: (_args, { facts }) => [
    { name: 'Confirmed', value: facts.confirmed === true ? text`no → yes` : text`yes → no` },
  ],
  reply: ({ nickname: target, confirmed, approved, mails, follows }) => ({
    line: confirmed
      ? text`${target} is confirmed now${approved ? [''] : [', and still waits for approval']}.`
      : text`${target} is unconfirmed now.`,
    fields: [
      ...(mails === 0 ? [] : [{ name: 'Mails on their way', value: text`${mails}`, inline: true }]),
      ...(follows === 0 ? [] : [{ name: 'Follows made', value: text`${follows}`, inline: true }]),
    ],
  }),
});
