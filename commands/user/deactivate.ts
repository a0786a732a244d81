import { z } from 'zod';
import { defineActionCommand, forTime, nickname } from '../../src/command/index.ts';
import { deactivate as operation } from '../../src/operations/instance/set-activation.ts';
import { text } from '../../src/text/text.ts';
import { leftOut } from './accounts-in.ts';

/** `/user deactivate`: deactivates an account and unsubscribes its local followers (behaviour.md 6). */
export const deactivate = defineActionCommand({
  name: 'deactivate',
  description: 'Shut an account out and unsubscribe its local followers',
  example: 'user deactivate lain for:7d reason:spam',
  args: {
    nickname,
    for: forTime,
    keep_followers: z.boolean().default(false).meta({ description: 'Leave its local followers subscribed' }),
  },
  operation,
  describe: ({ target }) => text`deactivate ${target}`,
  reply: (outcome) => ({
    line:
      outcome.outlasts === undefined
        ? text`Deactivated ${outcome.nickname}.`
        : text`${outcome.nickname} stays deactivated, whatever becomes of action ${outcome.outlasts}.`,
    fields: [
      { name: 'Local followers unsubscribed', value: text`${outcome.followers_unsubscribed}`, inline: true },
      { name: 'Follows of local accounts ended', value: text`${outcome.follows_ended}`, inline: true },
      ...leftOut(outcome.left_out),
    ],
  }),
});
