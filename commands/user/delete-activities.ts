import { defineActionCommand, nickname } from '../../src/command/index.ts';
import { readDeletionProgress } from '../../src/operations/index.ts';
import { deleteActivities as operation } from '../../src/operations/instance/delete-activities.ts';
import { plural } from '../../src/text/plural.ts';
import { type Text, text } from '../../src/text/text.ts';

/** `/user delete_activities`: deletes the posts, likes, boosts and reactions of a local account (behaviour.md 11). */
export const deleteActivities = defineActionCommand({
  name: 'delete_activities',
  description: 'Delete the posts, likes, boosts and reactions of a local account',
  example: 'user delete_activities lain reason:spam',
  args: { nickname },
  operation,
  describe: ({ target }) => text`delete all posts, likes, boosts and reactions of ${target}`,
  progress: (kept) => {
    const { phase, of, left, came_back: returned } = readDeletionProgress(kept);
    if (phase === 'deleting') return { line: text`${of - left} of ${of} so far.` };
    const again = returnedTold(returned);
    return {
      line: phase === 'looking' ? text`${again}Steward looks once more whether any of it comes back.` : again,
    };
  },
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

const returnedTold = (returned: number): Text =>
  returned === 0
    ? text``
    : text`${returned} that Akkoma wrote back at that moment ${[plural(returned, 'was', 'were')]} deleted again. `;
