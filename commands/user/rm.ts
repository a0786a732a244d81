import { z } from 'zod';
import { defineActionCommand, nickname, type Summary } from '../../src/command/index.ts';
import {
  type PostsProgress,
  type RemovalProgress,
  readRmProgress,
  type SendingProgress,
} from '../../src/operations/index.ts';
import { rm as operation } from '../../src/operations/instance/rm.ts';
import { type Text, text } from '../../src/text/text.ts';

/** `/user rm`: removes a local account permanently (behaviour.md 12). */
export const rm = defineActionCommand({
  name: 'rm',
  description: 'Remove a local account for good, with all it posted',
  example: 'user rm lain reason:"asked for it"',
  args: {
    nickname,
    posts_first: z
      .boolean()
      .default(true)
      .meta({ description: 'Delete its posts, likes, boosts and reactions along with it' }),
    federate_first: z.boolean().default(false).meta({
      description: 'Have other servers delete its posts too; the account goes when they have been told',
    }),
  },
  operation,
  describe: ({ target }) => text`delete ${target} permanently`,
  reply: ({ nickname: target, removed, deleting, deleted }) => ({
    line:
      deleting === true
        ? text`Deleting what ${target} posted; the account goes when that is done.`
        : removed
          ? text`Removed ${target}. Akkoma clears away the rest in the background.`
          : text`Deleted what ${target} posted; the account goes too when other servers have been told.`,
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
  progress: (kept) => {
    const progress = readRmProgress(kept);
    if (progress.phase === 'posts') return postsTold(progress);
    return progress.phase === 'sending' ? sendingTold(progress) : removalTold(progress);
  },
});

const postsTold = ({ of, left }: PostsProgress): Summary => ({ line: text`${of - left} of ${of} so far.` });

const sendingTold = ({ state, unsent, unsent_at_start: atStart }: SendingProgress): Summary => ({
  line: endings[state],
  fields: leftOf('Messages to send', unsent, atStart),
});

const endings: Readonly<Record<SendingProgress['state'], Text>> = {
  waiting: text`Akkoma is telling them.`,
  gone: text`Someone else has removed it meanwhile.`,
  last_admin: text`By now it is the only active admin of the instance, and stays. Make someone else an admin, and run rm again.`,
};

const removalTold = (removal: RemovalProgress): Summary => {
  const { enqueued, waiting_since: since, came_back: returned } = removal;
  const sentence = sentences[removal.state](removal);
  return {
    line: removal.closed_later
      ? text`The account is closed now, and Akkoma clears away the rest. ${sentence}`
      : sentence,
    fields: [
      ...leftOf('Posts, likes and boosts left', removal.activities_left, removal.activities_at_start),
      ...leftOf('Follows left', removal.follows_left, removal.follows_at_start),
      ...(returned === 0
        ? []
        : [{ name: 'Written back by Akkoma, and deleted again', value: text`${returned}`, inline: true }]),
      ...(enqueued === 0 ? [] : [{ name: 'Cut short by Akkoma', value: timesOf(enqueued), inline: true }]),
      ...(since === null ? [] : [{ name: 'Waiting since', value: text`${new Date(since)}`, inline: true }]),
    ],
  };
};

const sentences: Readonly<Record<RemovalProgress['state'], (removal: RemovalProgress) => Text>> = {
  waiting: ({ enqueued }) =>
    enqueued === 0 ? text`It has not begun yet.` : text`It ran out of time, and was told to go on.`,
  taken: () => text`It is working on it now.`,
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
