import { defineActionCommand } from '../../src/command/index.ts';
import { markSensitive as operation } from '../../src/operations/posts/mark-post.ts';
import { text } from '../../src/text/text.ts';
import { completePost, thePost } from './the-post.ts';

/** `/post mark_sensitive`: hides the media of a post behind a warning. */
export const markSensitive = defineActionCommand({
  name: 'mark_sensitive',
  description: 'Hide the media of a post behind a warning',
  example: 'post mark_sensitive BCj5y0nFPP1WbYT2WW',
  args: thePost,
  complete: completePost,
  operation,
  describe: ({ target }, { post }) => text`mark the post ${post} of ${target} as sensitive`,
  reply: ({ post, nickname }) => ({ line: text`Marked the post ${post} of ${nickname} as sensitive.` }),
});
