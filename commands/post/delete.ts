import { postsIn } from '../../src/akkoma/posts/index.ts';
import { counted, defineActionCommand } from '../../src/command/index.ts';
import { deletePost as operation, readPostProgress } from '../../src/operations/posts/delete-post.ts';
import { text } from '../../src/text/text.ts';
import { completePosts, thePosts } from './the-post.ts';

/** `/post delete`: deletes posts of an account, with their likes, boosts and reactions. */
export const deletePost = defineActionCommand({
  name: 'delete',
  description: 'Delete a post or several of an account, local or remote, on this instance',
  example: 'post delete BCj5y0IlEkdZ50Ch0K reason:spam',
  asks: true,
  args: thePosts,
  complete: completePosts,
  operation,
  describe: ({ target }, { post }) => {
    const { length } = postsIn(post);
    return length > 1
      ? text`delete ${length} posts of ${target}`
      : text`delete the post ${post} of ${target}`;
  },
  progress: (kept) => {
    const { came_back: returned } = readPostProgress(kept);
    const again =
      returned === 0
        ? []
        : text`Akkoma wrote back ${counted(returned, 'post', 'posts')}; Steward deleted ${[returned === 1 ? 'it' : 'them']} again. `;
    return { line: text`${again}Steward checks again whether anything reappears.` };
  },
  reply: ({ post, posts, nickname }) => ({
    line:
      post === null
        ? text`Deleted ${posts} posts of ${nickname}.`
        : text`Deleted the post ${post} of ${nickname}.`,
  }),
});
