import { htmlToText } from '../../text/html-to-text.ts';
import type { Post } from './find-post.ts';

/** A file of a post. */
export interface Media {
  /** The http(s) address; null where the server gave none. */
  readonly address: string | null;
  /** Such as `image/png`. */
  readonly type: string | null;
  /** The description by its author. */
  readonly description: string | null;
}

/** What a post says. Its server may have sent anything, so each value is checked. */
export interface PostContent {
  /** As plain text. */
  readonly text: string;
  /** The content warning; null for none. */
  readonly warning: string | null;
  readonly sensitive: boolean;
  readonly isPoll: boolean;
  readonly media: readonly Media[];
  /** When it says that it was published. */
  readonly published: Date | null;
  /** The address of the post that it answers. */
  readonly inReplyTo: string | null;
}

/** @returns null where the object of the post is no longer stored here, or was deleted. */
export function contentOf({ object }: Pick<Post, 'object'>): PostContent | null {
  if (object === null) return null;
  const { data } = object;
  const warning = htmlToText(textIn(data.summary) ?? '');
  const published = new Date(textIn(data.published) ?? Number.NaN);
  return {
    text: htmlToText(textIn(data.content) ?? textIn(data.name) ?? ''),
    warning: warning === '' ? null : warning,
    sensitive: data.sensitive === true,
    isPoll: data.type === 'Question',
    media: (Array.isArray(data.attachment) ? data.attachment : []).map(mediaOf),
    published: Number.isNaN(published.getTime()) ? null : published,
    inReplyTo: textIn(data.inReplyTo),
  };
}

const textIn = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function mediaOf(attachment: unknown): Media {
  const { url, mediaType, name } = partsOf(attachment);
  const { href, mediaType: typeOfLink } = partsOf(Array.isArray(url) ? url[0] : { href: url });
  const address = URL.parse(textIn(href) ?? '');
  return {
    address: address !== null && /^https?:$/.test(address.protocol) ? address.href : null,
    type:
      [mediaType, typeOfLink].map(textIn).find((type) => type !== null && mediaTypeForm.test(type)) ?? null,
    description: textIn(name),
  };
}

const mediaTypeForm = /^[a-z\d.+-]+\/[a-z\d.+-]{1,60}$/i;

const partsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
