import { defineActionCommand } from '../../src/command/index.ts';
import { unmarkSensitive as operation } from '../../src/operations/posts/mark-post.ts';
import { text } from '../../src/text/text.ts';
import { completePost, thePost } from './the-post.ts';

/** `/post unmark_sensitive`: shows the media of a post without a warning. */
export const unmarkSensitive = defineActionCommand({
  name: 'unmark_sensitive',
  description: 'Show the media of a post without a warning',
  example: 'post unmark_sensitive BCj5y0nFPP1WbYT2WW',
  args: thePost,
  complete: completePost,
  operation,
  describe: ({ target }, { post }) => text`unmark the post ${post} of ${target} as sensitive`,
  reply: ({ post, nickname }) => ({
    line: text`The post ${post} of ${nickname} is no longer marked as sensitive.`,
  }),
});
