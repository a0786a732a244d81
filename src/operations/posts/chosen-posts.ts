import { postsIn } from '../../akkoma/posts/index.ts';
import { postsOfReports, reportsIn } from '../../akkoma/reports/index.ts';
import { NothingToDo } from '../../text/errors.ts';
import { text } from '../../text/text.ts';
import type { ReadContext } from '../operation.ts';

/** The argument of every operation on several posts. */
export interface PostsArgs {
  /** Links or FlakeIds of posts, or of reports that name posts, separated by commas or spaces. */
  readonly post: string;
}

/**
 * Reads which posts somebody means. A report stands for the posts of the reported account that it names.
 *
 * @returns what was typed for single posts, and FlakeIds.
 * @throws NothingToDo where only reports were typed, and none of their posts is stored here.
 */
export async function chosenPosts(
  { em }: Pick<ReadContext, 'em'>,
  { post }: PostsArgs,
): Promise<readonly string[]> {
  const typed = postsIn(post);
  const { reports, posts } = await postsOfReports(em, reportsIn(post));
  const chosen = [...typed.filter((each) => !reportsIn(each).some((id) => reports.includes(id))), ...posts];
  if (chosen.length === 0) {
    throw new NothingToDo(text`None of the reported posts is stored on this instance. Nothing was changed.`);
  }
  return chosen;
}
