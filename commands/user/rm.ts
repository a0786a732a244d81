import { z } from 'zod';
import { countFields, defineActionCommand, localNickname, type Summary } from '../../src/command/index.ts';
import {
  type PostsProgress,
  type RemovalProgress,
  readRmProgress,
  type SendingProgress,
} from '../../src/operations/index.ts';
import { rm as operation } from '../../src/operations/instance/rm.ts';
import { code, command, type Text, text } from '../../src/text/text.ts';
import { countField } from '../accounts-in.ts';

/** `/user rm`: removes a local account permanently (behaviour.md 12). */
export const rm = defineActionCommand({
  name: 'rm',
  description: 'Delete a local account permanently, with everything it posted',
  example: 'user rm lain reason:"requested by its owner"',
  args: {
    nickname: localNickname,
    posts_first: z
      .boolean()
      .default(true)
      .meta({ description: 'Also delete its posts, likes, boosts and reactions' }),
    federate_first: z.boolean().default(false).meta({
      description: 'Ask other servers to delete its posts too; the account is deleted once they are notified',
    }),
  },
  operation,
  describe: ({ target }) => text`delete ${target} permanently`,
  reply: ({ nickname: target, removed, deleting, deleted }) => ({
    ...(removed
      ? { line: text`Deleted ${target}.`, left: text`Akkoma deletes the rest in the background.` }
      : deleting === true
        ? { line: text`Deleting the posts, likes, boosts and reactions of ${target}.`, left: afterPosts }
        : {
            line: text`Deleted the posts, likes, boosts and reactions of ${target}.`,
            left: text`The account is deleted once other servers are notified.`,
          }),
    fields: deleted === null ? [] : countFields(deleted, 'Deleted'),
  }),
  progress: (kept) => {
    const progress = readRmProgress(kept);
    if (progress.phase === 'posts') return postsTold(progress);
    return progress.phase === 'sending' ? sendingTold(progress) : removalTold(progress);
  },
});

const afterPosts = text`The account is deleted after that.`;

const postsTold = ({ of, left }: PostsProgress): Summary => ({
  line: text`${of - left} of ${of} posts, likes, boosts and reactions deleted. ${afterPosts}`,
});

const sendingTold = ({ state, unsent, unsent_at_start: atStart }: SendingProgress): Summary => ({
  line: endings[state],
  fields: leftOf('Messages left to send', unsent, atStart),
});

const endings: Readonly<Record<SendingProgress['state'], Text>> = {
  waiting: text`Akkoma is notifying other servers. ${afterPosts}`,
  gone: text`Someone else deleted the account in the meantime.`,
  last_admin: text`The account was not deleted, because it is now the only active admin of the instance. Make someone else an admin, then run ${command('user rm')} again.`,
};

const removalTold = (removal: RemovalProgress): Summary => {
  const { enqueued, waiting_since: since, came_back: returned } = removal;
  const sentence = sentences[removal.state](removal);
  return {
    line: removal.closed_later ? text`The account is now deleted too. ${sentence}` : sentence,
    fields: [
      ...leftOf('Posts, likes and boosts left', removal.activities_left, removal.activities_at_start),
      ...leftOf('Follows still to end', removal.follows_left, removal.follows_at_start),
      ...countField('Written back by Akkoma, deleted again', returned),
      ...(enqueued === 0 ? [] : [{ name: 'Job restarted', value: timesOf(enqueued), inline: true }]),
      ...(since === null ? [] : [{ name: 'Job queued', value: text`${new Date(since)}`, inline: true }]),
    ],
  };
};

const sentences: Readonly<Record<RemovalProgress['state'], (removal: RemovalProgress) => Text>> = {
  waiting: ({ enqueued }) =>
    enqueued === 0
      ? text`Akkoma has not started to delete the rest.`
      : text`Akkoma ran out of time and was told to continue deleting the rest.`,
  taken: () => text`Akkoma is deleting the rest in the background.`,
  looking: () => text`Akkoma has deleted the rest. Steward checks again whether any of it reappears.`,
  finished: () => text`Akkoma has deleted the rest.`,
  untaken: () =>
    text`No Akkoma server has taken the job for 10 minutes; it continues when one does. Check that Akkoma is running.`,
  stuck: ({ activities_left: activities }) =>
    activities > 0
      ? text`Akkoma tried several times and makes no progress. Delete the rest with ${command('user delete_activities')}, and search Akkoma’s log for ${code('delete_user')}.`
      : text`Akkoma tried several times and makes no progress. Search Akkoma’s log for ${code('delete_user')}.`,
};

const leftOf = (name: string, left: number, atStart: number) =>
  atStart === 0 ? [] : [{ name, value: text`${left} of ${Math.max(left, atStart)}`, inline: true }];

const timesOf = (count: number): Text => (count === 1 ? text`once` : text`${count} times`);
