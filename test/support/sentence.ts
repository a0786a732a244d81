import type { APIMessage } from 'discord-api-types/v10';

/**
 * What a message of the bot says: the first line of its embed, or its content where it has no embed, without the small
 * line below it. The content of a message with an embed is only a mention. Commands stand as code.
 */
export const sentenceOf = (message: Pick<APIMessage, 'content' | 'embeds'> | undefined): string =>
  unmentioned(message?.embeds[0]?.description?.split('\n')[0] ?? message?.content.split('\n-# ')[0] ?? '');

/** A text with its mentioned commands as code, so that it does not depend on their ids. */
export const unmentioned = (value: string): string => value.replace(/<(\/[\w ]+):\d+>/g, '`$1`');

/**
 * The lines of a message in the audit channel, each with its mark, `hash@id` in code, at the end, and the last of an embed
 * with those that are left; commands as code.
 */
export const auditLinesOf = ({ embeds }: Pick<APIMessage, 'embeds'>): string[] =>
  embeds.flatMap(({ description = '' }) => {
    const lines = unmentioned(description).split('\n');
    const marks = lines.pop()?.match(/`\w+@\d+`/g) ?? [];
    const markOf = (index: number): readonly string[] =>
      index === lines.length - 1 ? marks.slice(index) : marks.slice(index, index + 1);
    return lines.map((line, index) => [line, ...markOf(index)].join(' '));
  });

/** The fields of a message's embed by their names. Commands stand as code. */
export function fieldsOf(message: Pick<APIMessage, 'embeds'>): Record<string, string> {
  const fields: [name: string, value: string][] = [];
  for (const { name, value } of message.embeds[0]?.fields ?? []) {
    const before = name === '\u200B' ? fields.pop() : undefined;
    fields.push(
      before === undefined ? [name, unmentioned(value)] : [before[0], `${before[1]}\n${unmentioned(value)}`],
    );
  }
  return Object.fromEntries(fields);
}
