import { z } from 'zod';
import { defineActing, nickname } from '../../src/command/index.ts';
import { rm as operation, type RemovalProgress, readRemovalProgress } from '../../src/operations/index.ts';
import { type Text, text } from '../../src/text.ts';

/** `/user rm`: removes a local account for good (operations.md 12). */
export const rm = defineActing({
  name: 'rm',
  description: 'Remove a local account for good, with all it posted',
  example: 'user rm lain reason:"asked for it"',
  args: {
    nickname,
    posts_first: z
      .boolean()
      .default(true)
      .meta({ description: 'Delete its posts, likes, boosts and reactions along with it' }),
  },
  operation,
  question: ({ target }) => text`Remove ${target} for good?`,
  reply: ({ nickname: target, deleted }) => ({
    line: text`Removed ${target}. Akkoma clears away the rest in the background.`,
    fields:
      deleted === null
        ? []
        : [
            { name: 'Posts', value: text`${deleted.posts}`, inline: true },
            { name: 'Likes', value: text`${deleted.likes}`, inline: true },
            { name: 'Boosts', value: text`${deleted.boosts}`, inline: true },
            { name: 'Reactions', value: text`${deleted.reactions}`, inline: true },
          ],
  }),
  progress: (progress) => {
    const removal = readRemovalProgress(progress);
    const { enqueued, waiting_since: since } = removal;
    return {
      line: sentences[removal.state](removal),
      fields: [
        ...leftOf('Posts, likes and boosts left', removal.activities_left, removal.activities_at_start),
        ...leftOf('Follows left', removal.follows_left, removal.follows_at_start),
        ...(enqueued === 0 ? [] : [{ name: 'Cut short by Akkoma', value: timesOf(enqueued), inline: true }]),
        ...(since === null ? [] : [{ name: 'Waiting since', value: text`${new Date(since)}`, inline: true }]),
      ],
    };
  },
});

const sentences: Readonly<Record<RemovalProgress['state'], (removal: RemovalProgress) => Text>> = {
  waiting: ({ enqueued }) =>
    enqueued === 0 ? text`It has not begun yet.` : text`It ran out of time, and was told to go on.`,
  taken: () => text`It is at it.`,
  finished: () => text`It has finished.`,
  untaken: () =>
    text`No Akkoma server has taken the job in ten minutes; it will go on when one does. Look whether Akkoma runs.`,
  stuck: ({ activities_left: activities }) =>
    activities > 0
      ? text`It tried again and again, and gets no further. Delete what is left with delete_activities, and look for "delete_user" in Akkoma’s log.`
      : text`It tried again and again, and gets no further. Look for "delete_user" in Akkoma’s log.`,
};

const leftOf = (name: string, left: number, atStart: number) =>
  atStart === 0 ? [] : [{ name, value: text`${left} of ${Math.max(left, atStart)}`, inline: true }];

const timesOf = (count: number): Text => (count === 1 ? text`once` : text`${count} times`);
