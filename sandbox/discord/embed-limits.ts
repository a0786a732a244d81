import type { APIEmbed } from 'discord-api-types/v10';
import type { Problem } from './api-error.ts';

const TOTAL = 6000;

/**
 * Checks the embed limits that the published schema leaves out: names and values of fields and the text of a footer
 * must not be blank, and all embeds of a message together have at most 6000 characters.
 *
 * @see https://discord.com/developers/docs/resources/message#embed-object-embed-limits
 */
export function* embedProblems(embeds: readonly APIEmbed[]): Generator<Problem> {
  for (const [index, embed] of embeds.entries()) {
    for (const [position, field] of (embed.fields ?? []).entries()) {
      for (const part of ['name', 'value'] as const) {
        if (field[part].trim() === '') {
          yield {
            path: ['embeds', index, 'fields', position, part],
            code: 'BASE_TYPE_REQUIRED',
            message: 'This field is required',
          };
        }
      }
    }
    if (embed.footer && embed.footer.text.trim() === '') {
      yield {
        path: ['embeds', index, 'footer', 'text'],
        code: 'BASE_TYPE_REQUIRED',
        message: 'This field is required',
      };
    }
  }
  if (embeds.reduce((total, embed) => total + lengthOf(embed), 0) > TOTAL) {
    yield {
      path: ['embeds'],
      code: 'MAX_EMBED_SIZE_EXCEEDED',
      message: `Embed size exceeds maximum size of ${TOTAL}`,
    };
  }
}

function lengthOf(embed: APIEmbed): number {
  const texts = [
    embed.title,
    embed.description,
    embed.author?.name,
    embed.footer?.text,
    ...(embed.fields ?? []).flatMap(({ name, value }) => [name, value]),
  ];
  return texts.reduce((total, text) => total + (text?.length ?? 0), 0);
}
