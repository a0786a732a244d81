import { defineActing, nickname } from '../../src/command/index.ts';
import { deleteActivities as operation } from '../../src/operations/index.ts';
import { text } from '../../src/text.ts';

/** `/user delete_activities`: deletes what an account posted, liked, boosted and reacted with (behaviour.md 11). */
export const deleteActivities = defineActing({
  name: 'delete_activities',
  description: 'Delete the posts, likes, boosts and reactions of a local account',
  example: 'user delete_activities lain reason:spam',
  args: { nickname },
  operation,
  question: ({ target }) =>
    text`Delete all posts, likes, boosts and reactions of ${target}? The account itself stays.`,
  reply: ({ nickname: target, posts, likes, boosts, reactions }) => ({
    line: text`Deleted what ${target} posted, liked, boosted and reacted with.`,
    fields: [
      { name: 'Posts', value: text`${posts}`, inline: true },
      { name: 'Likes', value: text`${likes}`, inline: true },
      { name: 'Boosts', value: text`${boosts}`, inline: true },
      { name: 'Reactions', value: text`${reactions}`, inline: true },
    ],
  }),
});
