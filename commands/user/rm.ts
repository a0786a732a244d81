import { z } from 'zod';
import { defineActing, nickname } from '../../src/command/index.ts';
import { rm as operation } from '../../src/operations/index.ts';
import { text } from '../../src/text.ts';

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
    line: text`Removed ${target}. Akkoma ends its follows in the background.`,
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
});
