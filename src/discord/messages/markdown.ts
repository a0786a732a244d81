import { channelMention, roleMention, TimestampStyles, time, userMention } from 'discord.js';
import { draw, nameInvisible, type Text } from '../../text/text.ts';

/** A text as Discord's markdown: what is foreign appears to the letter, and does nothing. */
export function markdown(drawn: Text): string {
  return draw(drawn, {
    foreign: harmless,
    at: (value) => time(value, TimestampStyles.RelativeTime),
    // Whoever acted by a terminal has no account here.
    person: (id, name) => (/^\d{17,20}$/.test(id) ? userMention(id) : harmless(name)),
    role: roleMention,
    channel: channelMention,
    command: (path) => `"${path}"`,
  });
}

const harmless = (value: string): string => neutralise(value.split('\n').map(nameInvisible).join('\n'));

/**
 * Every character that begins some formatting, a mention, a time stamp, a custom emoji or a link gets a backslash; list
 * markers and numbers only count at the start of a line. A backslash does not keep `@everyone` from being a mention, so
 * there a zero-width space does.
 *
 * @see https://support.discord.com/hc/en-us/articles/210298617
 */
function neutralise(value: string): string {
  return value
    .replace(/[\\*_~|`>[\]()#<:/]/g, '\\$&')
    .replace(/^(\s*\d*)([-+.])(?=\s)/gm, '$1\\$2')
    .replace(/@(?=everyone|here)/gi, '@\u200B');
}
