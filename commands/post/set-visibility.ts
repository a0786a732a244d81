import { z } from 'zod';
import { givable } from '../../src/akkoma/posts/index.ts';
import { defineActionCommand } from '../../src/command/index.ts';
import { setPostVisibility as operation } from '../../src/operations/posts/set-post-visibility.ts';
import { text } from '../../src/text/text.ts';
import { completePost, thePost } from './the-post.ts';

/** What a post becomes. */
const inWords = { public: 'public', unlisted: 'unlisted', private: 'visible to followers only' } as const;

/** `/post set_visibility`: changes who can see a post on this instance. */
export const setVisibility = defineActionCommand({
  name: 'set_visibility',
  description: 'Change who can see a post on this instance',
  example: 'post set_visibility BCj5y0nFPP1WbYT2WW unlisted',
  asksIf: 'it shows the post to more people',
  args: {
    ...thePost,
    visibility: z.enum(givable).meta({ description: 'Who can see it; private: followers only' }),
  },
  complete: completePost,
  operation,
  describe: ({ target }, { post, visibility }) =>
    text`make the post ${post} of ${target} ${[inWords[visibility]]}`,
  reply: ({ post, nickname, visibility }) => ({
    line: text`The post ${post} of ${nickname} is now ${[inWords[visibility]]}.`,
  }),
});
