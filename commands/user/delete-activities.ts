import { countFields, defineActionCommand, localNickname, notify } from '../../src/command/index.ts';
import { readDeletionProgress } from '../../src/operations/index.ts';
import { deleteActivities as operation } from '../../src/operations/instance/delete-activities.ts';
import { plural } from '../../src/text/plural.ts';
import { type Text, text } from '../../src/text/text.ts';
import { notifiedField } from '../accounts-in.ts';

/** `/user delete_activities`: deletes the posts, likes, boosts and reactions of a local account (behaviour.md 11). */
export const deleteActivities = defineActionCommand({
  name: 'delete_activities',
  description: 'Delete all posts, likes, boosts and reactions of a local account; the account stays',
  example: 'user delete_activities lain reason:spam',
  args: { nickname: localNickname, notify },
  operation,
  describe: ({ target }) => text`delete all posts, likes, boosts and reactions of ${target}`,
  progress: (kept) => {
    const { phase, of, left, came_back: returned } = readDeletionProgress(kept);
    if (phase === 'deleting')
      return { line: text`${of - left} of ${of} posts, likes, boosts and reactions deleted.` };
    const again = returnedTold(returned);
    return {
      line: phase === 'looking' ? text`${again}Steward checks again whether any of it reappears.` : again,
    };
  },
  reply: ({ nickname: target, posts, likes, boosts, reactions, notified }) => ({
    line: text`Deleted the posts, likes, boosts and reactions of ${target}.`,
    fields: [...countFields({ posts, likes, boosts, reactions }, 'Deleted'), ...notifiedField(notified)],
  }),
});

const returnedTold = (returned: number): Text =>
  returned === 0
    ? text``
    : text`Akkoma wrote ${returned} of them back; Steward deleted ${[plural(returned, 'it', 'them')]} again. `;
