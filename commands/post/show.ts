import { z } from 'zod';
import {
  authorOf,
  contentOf,
  findPost,
  type Media,
  type Post,
  type PostContent,
  type PostNumbers,
  readPostNumbers,
} from '../../src/akkoma/posts/index.ts';
import { type CommandContext, counted, defineQueryCommand, unlessZero } from '../../src/command/index.ts';
import { visibilityInWords } from '../../src/operations/posts/post-plan.ts';
import type { ReplyField } from '../../src/text/reply.ts';
import { code, hidden, joinTexts, link, oneLine, type Text, text } from '../../src/text/text.ts';
import { thePost } from './the-post.ts';

/** The maximum length of the text that is shown. */
const mostText = 1500;

/** How many files are shown, and how long the address of one may be. */
const mostMedia = 4;
const longestAddress = 150;

/**
 * `/post show`: shows a post to staff. What its author hid is hidden here too. Only admins see the text of a post that
 * its author showed to few people.
 */
export const show = defineQueryCommand({
  name: 'show',
  description: 'Show a post with its text, media and numbers',
  example: 'post show BCj5y0nFPP1WbYT2WW',
  visibility: 'private',
  reads: ['activities', 'objects'],
  args: z.strictObject(thePost),

  async read(context, { post: typed }) {
    const { em, instance } = context;
    const post = await findPost(em, instance, typed);
    const numbers = await readPostNumbers(em, instance, post);
    const content = contentOf(post);
    const shown = content !== null && mayRead(context, numbers) ? content : null;
    return {
      tone: 'information',
      line: text`Post by ${authorOf(post)}: ${[marksOf(post, numbers, content).join(', ')]}.`,
      ...(shown === null || shown.text === '' ? {} : { body: bodyOf(shown) }),
      fields: [
        ...(content === null
          ? [{ name: 'Text', value: text`No longer stored on this instance.` }]
          : shown === null
            ? [{ name: 'Text', value: text`Only admins can read it: it is ${[visibilityInWords(numbers)]}.` }]
            : mediaFields(shown.media)),
        ...numberFields(numbers, content),
        { name: 'URL', value: code(post.url) },
        { name: 'On this instance', value: code(`${instance.baseUrl}/notice/${post.id}`) },
        ...(content === null || content.inReplyTo === null
          ? []
          : [{ name: 'Reply to', value: code(content.inReplyTo) }]),
      ],
      footer: text`ID ${post.id}`,
      data: dataOf(post, numbers, content, shown),
    };
  },
});

/** Whether the caller may read the text: a moderator only what its author did not show to few people. */
const mayRead = ({ may }: Pick<CommandContext, 'may'>, { visibility }: PostNumbers): boolean =>
  ['public', 'unlisted', 'local'].includes(visibility) || may('sensitive');

const isPinned = ({ author, url }: Post): boolean => Object.hasOwn(author?.pinnedObjects ?? {}, url);

const marksOf = (post: Post, numbers: PostNumbers, content: PostContent | null): string[] => [
  post.create.local ? 'local' : 'remote',
  visibilityInWords(numbers),
  ...(content?.sensitive === true ? ['sensitive'] : []),
  ...(content?.isPoll === true ? ['poll'] : []),
  ...(isPinned(post) ? ['pinned'] : []),
];

/** The text, behind its content warning where it has one. */
function bodyOf({ text: written, warning }: PostContent): Text {
  const cut =
    written.length > mostText ? `${written.slice(0, mostText).replace(/[\uD800-\uDBFF]$/, '')}…` : written;
  const lines = joinTexts(
    cut.split('\n').map((line) => text`${line}`),
    '\n',
  );
  return warning === null ? lines : text`Content warning: ${oneLine(warning, 300)}\n${hidden(lines)}`;
}

/** The files as links, hidden: nothing is loaded before somebody opens one. */
function mediaFields(media: readonly Media[]): ReplyField[] {
  if (media.length === 0) return [];
  const shown = media.filter(({ address }) => address !== null && address.length <= longestAddress);
  const links = shown
    .slice(0, mostMedia)
    .map(({ address, type, description }) =>
      hidden(
        text`${link(address ?? '', [type ?? 'file'])}${description === null ? [] : text` ${oneLine(description, 25)}`}`,
      ),
    );
  const more = media.length - links.length;
  const lines = more === 0 ? links : [...links, counted(more, 'more file', 'more files')];
  return [{ name: 'Media', value: joinTexts(lines, '\n') }];
}

function numberFields(
  { likes, boosts, reactions, replies }: PostNumbers,
  content: PostContent | null,
): ReplyField[] {
  const shown = [
    content?.published == null ? null : text`Published ${content.published}`,
    unlessZero(replies, 'reply', 'replies'),
    unlessZero(likes, 'like', 'likes'),
    unlessZero(boosts, 'boost', 'boosts'),
    unlessZero(reactions, 'reaction', 'reactions'),
  ].filter((each) => each !== null);
  return shown.length === 0 ? [] : [{ name: 'Post', value: joinTexts(shown, ' · ') }];
}

const dataOf = (
  post: Post,
  numbers: PostNumbers,
  content: PostContent | null,
  shown: PostContent | null,
) => ({
  id: post.id,
  url: post.url,
  author: authorOf(post),
  local: post.create.local,
  pinned: isPinned(post),
  ...numbers,
  sensitive: content?.sensitive ?? null,
  poll: content?.isPoll ?? null,
  published: content?.published?.toISOString() ?? null,
  in_reply_to: content?.inReplyTo ?? null,
  ...(shown === null
    ? {}
    : { content_warning: shown.warning, text: shown.text, media: shown.media.map((each) => ({ ...each })) }),
});
