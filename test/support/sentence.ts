import type { APIMessage } from 'discord-api-types/v10';

/**
 * What a message of the bot says in one line: the first line of its embed, or its content where it has no embed. The
 * content of a message with an embed is only a mention. Commands stand as code.
 */
export const sentenceOf = (message: Pick<APIMessage, 'content' | 'embeds'> | undefined): string =>
  unmentioned(message?.embeds[0]?.description?.split('\n')[0] ?? message?.content ?? '');

/** A text with its mentioned commands as code, so that it does not depend on their ids. */
export const unmentioned = (value: string): string => value.replace(/<(\/[\w ]+):\d+>/g, '`$1`');

/** The lines of a message in the audit channel, each with its mark, `hash@id` in code, at the end; commands as code. */
export const auditLinesOf = ({ embeds }: Pick<APIMessage, 'embeds'>): string[] =>
  embeds.flatMap(({ description = '' }) => {
    const lines = unmentioned(description).split('\n');
    const marks = lines.pop()?.match(/`\w+@\d+`/g) ?? [];
    return lines.map((line, index) => `${line} ${marks[index] ?? ''}`);
  });
