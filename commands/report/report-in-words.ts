import type { PostContent } from '../../src/akkoma/posts/index.ts';
import type { Report, ReportedPost } from '../../src/akkoma/reports/index.ts';
import { type CommandContext, counted } from '../../src/command/index.ts';
import { visibilityInWords } from '../../src/operations/posts/post-plan.ts';
import type { ReplyField } from '../../src/text/reply.ts';
import { code, hidden, joinTexts, link, oneLine, type Text, text } from '../../src/text/text.ts';
import { mayReadPost, postMedia, postText } from '../post-in-words.ts';

/** The maximum length of what the reporter wrote, and of the text of a post, as far as they are shown. */
export const mostWhy = 800;
const mostText = 350;

/** How many posts, files of a post, and notes are shown. The latest notes are. */
const mostPosts = 5;
const mostMedia = 2;
const mostNotes = 5;

/** Who reads the report, and on which instance. */
type Reader = Pick<CommandContext, 'instance' | 'may'>;

/** The reported posts. */
export function postFields(reported: readonly ReportedPost[], context: Reader): ReplyField[] {
  const shown = reported.slice(0, mostPosts);
  const more = reported.length - shown.length;
  return [
    ...shown.map((post, index) => ({
      name: reported.length === 1 ? 'Post' : `Post ${index + 1} of ${reported.length}`,
      value: postInWords(post, context),
    })),
    ...(more === 0 ? [] : [{ name: 'More', value: counted(more, 'more post', 'more posts') }]),
  ];
}

function postInWords(post: ReportedPost, context: Reader): Text {
  const { address, stored } = post;
  const written = textOf(post, context);
  const content = readableContent(post, context);
  const lines = [
    stored === null
      ? text`${code(oneLine(address, 150))}: deleted, or never stored here.`
      : text`${link(`${context.instance.baseUrl}/notice/${stored.id}`, [stored.isBoost ? 'Boost' : 'Post'])}: ${[marksOfPost(post)]}.`,
    ...(written === null ? [] : [shownText(post, written, content?.warning ?? null)]),
    ...(written === null && stored !== null
      ? [text`Only admins can read it: it is ${[visibilityInWords(stored)]}.`]
      : []),
    postMedia(content?.media ?? [], mostMedia),
  ];
  return joinTexts(
    lines.filter((line) => line.length > 0),
    '\n',
  );
}

/** What is stored here of the post, as far as the caller may read it. */
export const readableContent = (
  { stored }: ReportedPost,
  context: Pick<Reader, 'may'>,
): PostContent | null => (stored !== null && mayReadPost(context, stored) ? stored.content : null);

/** The text, hidden where its author hid it. Of a post that is gone, nobody knows whether it had a content warning. */
function shownText({ stored }: ReportedPost, written: string, warning: string | null): Text {
  const shown = postText({ text: written, warning }, mostText);
  const isHidden = stored === null || stored.content.sensitive || stored.content.warning !== null;
  return warning === null && isHidden && written !== '' ? hidden(shown) : shown;
}

const marksOfPost = ({ stored, copy }: ReportedPost): string =>
  stored === null
    ? ''
    : [
        visibilityInWords(stored),
        ...(stored.content.sensitive ? ['sensitive'] : []),
        ...(stored.content.isPoll ? ['poll'] : []),
        ...(copy !== null && copy !== stored.content.text ? ['changed since the report'] : []),
      ].join(', ');

/** What was reported: the text in the report, or else the present one; null where the caller may not read it. */
export const textOf = (post: ReportedPost, context: Pick<Reader, 'may'>): string | null =>
  post.copy ?? readableContent(post, context)?.text ?? null;

/** The notes of the staff. */
export function noteFields(notes: Report['notes']): ReplyField[] {
  if (notes.length === 0) return [];
  const shown = notes.slice(-mostNotes);
  const earlier = notes.length - shown.length;
  const lines = shown.map(
    ({ number, author, text: written, at }) =>
      text`#${number} ${author ?? 'unknown'} ${at}: ${oneLine(written, 150)}`,
  );
  return [
    {
      name: 'Notes',
      value: joinTexts(
        [...(earlier === 0 ? [] : [counted(earlier, 'earlier note', 'earlier notes')]), ...lines],
        '\n',
      ),
    },
  ];
}
