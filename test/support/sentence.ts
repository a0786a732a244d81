import type { APIMessage } from 'discord-api-types/v10';

/**
 * What a message of the bot says: the first line of its embed, or its content where it has no embed, without the small
 * line below it. The content of a message with an embed is only a mention.
 */
export const sentenceOf = (message: Pick<APIMessage, 'content' | 'embeds'> | undefined): string =>
  message?.embeds[0]?.description?.split('\n')[0] ?? message?.content.split('\n-# ')[0] ?? '';

/** The lines of a message in the audit channel, each with its mark, `hash@id` in code, at the end. */
export const auditLinesOf = ({ embeds }: Pick<APIMessage, 'embeds'>): string[] =>
  embeds.flatMap(({ description = '' }) => {
    const lines = description.split('\n');
    const marks = lines.pop()?.match(/`\w+@\d+`/g) ?? [];
    return lines.map((line, index) => `${line} ${marks[index] ?? ''}`);
  });
