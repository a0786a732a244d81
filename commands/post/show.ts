import { z } from 'zod';
import {
  authorOf,
  contentOf,
  findPost,
  type Post,
  type PostContent,
  type PostNumbers,
  readPostNumbers,
} from '../../src/akkoma/posts/index.ts';
import { defineQueryCommand, unlessZero } from '../../src/command/index.ts';
import { visibilityInWords } from '../../src/operations/posts/post-plan.ts';
import type { ReplyField } from '../../src/text/reply.ts';
import { code, joinTexts, text } from '../../src/text/text.ts';
import { mayReadPost, postMedia, postText } from '../post-in-words.ts';
import { thePost } from './the-post.ts';

/** The maximum length of the text that is shown. */
const mostText = 1500;

/** How many files are shown. */
const mostMedia = 4;

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
    const shown = content !== null && mayReadPost(context, numbers) ? content : null;
    return {
      tone: 'information',
      line: text`Post by ${authorOf(post)}: ${[marksOf(post, numbers, content).join(', ')]}.`,
      ...(shown === null || shown.text === '' ? {} : { body: postText(shown, mostText) }),
      fields: [
        ...(content === null
          ? [{ name: 'Text', value: text`No longer stored on this instance.` }]
          : shown === null
            ? [{ name: 'Text', value: text`Only admins can read it: it is ${[visibilityInWords(numbers)]}.` }]
            : shown.media.length === 0
              ? []
              : [{ name: 'Media', value: postMedia(shown.media, mostMedia) }]),
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

const isPinned = ({ author, url }: Post): boolean => Object.hasOwn(author?.pinnedObjects ?? {}, url);

const marksOf = (post: Post, numbers: PostNumbers, content: PostContent | null): string[] => [
  post.create.local ? 'local' : 'remote',
  visibilityInWords(numbers),
  ...(content?.sensitive === true ? ['sensitive'] : []),
  ...(content?.isPoll === true ? ['poll'] : []),
  ...(isPinned(post) ? ['pinned'] : []),
];

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
