import { type APIEmbed, userMention } from 'discord.js';
import { clip, limits } from './limits.ts';

interface Addressed {
  readonly content: string;
  readonly embeds: readonly APIEmbed[];
}

/** The content of a message that is not an answer, with the name of the person whom it is for; they are named once. */
export function addressedTo(personId: string, { content, embeds }: Addressed): string {
  const name = userMention(personId);
  const isNamed = [content, ...embeds.flatMap(textsOf)].some((each) => each.includes(name));
  return isNamed ? content : clip(`${name} ${content}`.trimEnd(), limits.content);
}

const textsOf = ({ description = '', fields = [] }: APIEmbed): string[] => [
  description,
  ...fields.map(({ value }) => value),
];
