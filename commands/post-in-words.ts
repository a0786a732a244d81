import type { Media, PostContent, PostNumbers } from '../src/akkoma/posts/index.ts';
import { type CommandContext, counted } from '../src/command/index.ts';
import { hidden, joinTexts, link, oneLine, type Text, text } from '../src/text/text.ts';

/** How long the address of a file may be that is shown. */
const longestAddress = 150;

/** Whether the caller may read the text of a post: a moderator only what its author did not show to few people. */
export const mayReadPost = (
  { may }: Pick<CommandContext, 'may'>,
  { visibility }: Pick<PostNumbers, 'visibility'>,
): boolean => ['public', 'unlisted', 'local'].includes(visibility) || may('sensitive');

/** The text of a post, cut to a length in UTF-16 code units, behind its content warning where it has one. */
export function postText(
  { text: written, warning }: Pick<PostContent, 'text' | 'warning'>,
  maxLength: number,
): Text {
  const cut =
    written.length > maxLength ? `${written.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, '')}…` : written;
  const lines = joinTexts(
    cut.split('\n').map((line) => text`${line}`),
    '\n',
  );
  return warning === null ? lines : text`Content warning: ${oneLine(warning, 300)}\n${hidden(lines)}`;
}

/** Some of the files of a post as links, hidden: nothing is loaded before somebody opens one. Empty for no files. */
export function postMedia(media: readonly Media[], most: number): Text {
  const shown = media.filter(({ address }) => address !== null && address.length <= longestAddress);
  const links = shown
    .slice(0, most)
    .map(({ address, type, description }) =>
      hidden(
        text`${link(address ?? '', [type ?? 'file'])}${description === null ? [] : text` ${oneLine(description, 25)}`}`,
      ),
    );
  const more = media.length - links.length;
  return joinTexts(more === 0 ? links : [...links, counted(more, 'more file', 'more files')], '\n');
}
