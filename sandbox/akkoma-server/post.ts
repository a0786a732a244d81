import { randomUUID } from 'node:crypto';
import { escaped } from '../../src/akkoma/mail/html.ts';
import { accountNamed } from './account-rows.ts';
import { type Data, everybody } from './activity-data.ts';
import { microsecond, type Records, second } from './records.ts';

/** A public post. */
export interface Post {
  /** Plain text. Addresses in it become links. */
  readonly text: string;
  /** The content warning; without one, the post has none. */
  readonly warning?: string;
  /** The description of its picture; without one, the post has no picture. */
  readonly picture?: string;
}

/**
 * Writes what Akkoma keeps of a public post: of a local account, or as it comes from another server. Of the jobs, none are
 * written. Call it in a transaction.
 *
 * @param at the time of the post.
 * @returns the id of its Create activity.
 */
export async function writePost(records: Records, by: string, post: Post, at: Date): Promise<string> {
  const { settings, insertActivity, all } = records;
  const author = await accountNamed(records, by);
  const origin = author.local ? settings.baseUrl : new URL(author.ap_id).origin;
  const addressing = { to: [everybody], cc: [author.follower_address] };
  const shared = { ...addressing, actor: author.ap_id, context: `${origin}/contexts/${randomUUID()}` };
  const object = {
    ...shared,
    ...(author.local ? localNote(post) : remoteNote(post, author.ap_id)),
    id: `${origin}/objects/${randomUUID()}`,
    type: 'Note',
    emoji: {},
    tag: [],
    published: microsecond(at),
    attachment: pictureOf(post, origin),
    ...(post.warning === undefined ? {} : { summary: post.warning, sensitive: true }),
  };
  const extra: Data = author.local
    ? { published: microsecond(at), directMessage: false }
    : { bto: [], bcc: [] };
  const { data } = await insertActivity(
    { ...shared, ...extra, type: 'Create', object: object.id },
    [everybody, author.follower_address, author.ap_id],
    { at, local: author.local, id: `${origin}/activities/${randomUUID()}` },
  );
  await all('insert into objects (data, inserted_at, updated_at) values ($1, $2, $2)', [
    JSON.stringify(object),
    second(at),
  ]);
  await all('update users set note_count = note_count + 1, last_status_at = $2 where id = $1', [
    author.id,
    second(at),
  ]);
  return String(data.id);
}

const localNote = ({ text }: Post): Data => ({
  source: { content: text, mediaType: 'text/plain' },
  content: htmlOf(text),
  contentMap: { en: htmlOf(text) },
  summary: '',
  generator: null,
  sensitive: null,
});

const remoteNote = ({ text }: Post, author: string): Data => ({
  content: `<p>${htmlOf(text)}</p>`,
  attributedTo: author,
  bto: [],
  bcc: [],
  likes: [],
  like_count: 0,
  announcements: [],
  announcement_count: 0,
  replies: [],
  replies_count: 0,
  sensitive: false,
});

const pictureOf = ({ picture }: Post, origin: string): Data[] =>
  picture === undefined
    ? []
    : [
        {
          url: [{ href: `${origin}/media/${randomUUID()}.png`, type: 'Link', mediaType: 'image/png' }],
          name: picture,
          type: 'Document',
          mediaType: 'image/png',
        },
      ];

const htmlOf = (text: string): string =>
  escaped(text)
    .replaceAll(/https:\/\/\S+/g, (address) => `<a href="${address}" rel="ugc">${address}</a>`)
    .replaceAll('\n', '<br>');
