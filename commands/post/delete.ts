import { defineActionCommand } from '../../src/command/index.ts';
import { deletePost as operation, readPostProgress } from '../../src/operations/posts/delete-post.ts';
import { text } from '../../src/text/text.ts';
import { completePost, thePost } from './the-post.ts';

/** `/post delete`: deletes a post with its likes, boosts and reactions. */
export const deletePost = defineActionCommand({
  name: 'delete',
  description: 'Delete a post, local or remote, on this instance',
  example: 'post delete BCj5y0IlEkdZ50Ch0K reason:spam',
  asks: true,
  args: thePost,
  complete: completePost,
  operation,
  describe: ({ target }, { post }) => text`delete the post ${post} of ${target}`,
  progress: (kept) => {
    const { came_back: returned } = readPostProgress(kept);
    const again = returned === 0 ? [] : text`Akkoma wrote it back; Steward deleted it again. `;
    return { line: text`${again}Steward checks again whether it reappears.` };
  },
  reply: ({ post, nickname }) => ({ line: text`Deleted the post ${post} of ${nickname}.` }),
});
