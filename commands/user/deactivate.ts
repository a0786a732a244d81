import { z } from 'zod';
import { defineActionCommand, forTime, nickname, notify } from '../../src/command/index.ts';
import { deactivate as operation } from '../../src/operations/instance/set-activation.ts';
import { text } from '../../src/text/text.ts';
import { countField, forTimeIn, leftOut, notifiedField } from '../accounts-in.ts';

/** `/user deactivate`: deactivates an account and removes its local followers (behaviour.md 6). */
export const deactivate = defineActionCommand({
  name: 'deactivate',
  description: 'Deactivate an account and remove its local followers',
  example: 'user deactivate lain for:7d reason:spam',
  args: {
    nickname,
    for: forTime,
    keep_followers: z.boolean().default(false).meta({ description: 'Keep its local followers' }),
    notify,
  },
  operation,
  describe: ({ target }, { for: time }) => text`deactivate ${target}${forTimeIn(time)}`,
  reply: (outcome) => ({
    line:
      outcome.outlasts === undefined
        ? text`Deactivated ${outcome.nickname}.`
        : text`Deactivated ${outcome.nickname} for longer. Action ${outcome.outlasts} no longer reverts it.`,
    fields: [
      ...countField('Local followers removed', outcome.followers_unsubscribed),
      ...countField('Follows of local accounts ended', outcome.follows_ended),
      ...leftOut(outcome.left_out),
      ...notifiedField(outcome.notified),
    ],
  }),
});
