import { channelMention, inlineCode, roleMention, TimestampStyles, time, userMention } from 'discord.js';
import { draw, nameInvisible, type Text } from '../../text/text.ts';

/** Renders a text as Discord's markdown. Untrusted values appear literally and have no effect. */
export function markdown(drawn: Text): string {
  return draw(drawn, {
    foreign: harmless,
    at: (value) => time(value, TimestampStyles.RelativeTime),
    // A person who acts by the console has no Discord account.
    person: (id, name) => (/^\d{17,20}$/.test(id) ? userMention(id) : harmless(name)),
    role: roleMention,
    channel: channelMention,
    command: (path) => inlineCode(`/${path}`),
    option: (name) => inlineCode(withoutTicks(nameInvisible(name))),
    code: (typed) => inlineCode(withoutTicks(nameInvisible(typed))),
  });
}

/**
 * Replaces what inline code cannot contain: a backtick, which cannot be escaped there, and a backslash before the end,
 * which would look like an escape to whoever cuts the text.
 */
const withoutTicks = (value: string): string => value.replaceAll('`', 'ˋ').replace(/\\$/, '\\ ');

const harmless = (value: string): string => neutralise(value.split('\n').map(nameInvisible).join('\n'));

/**
 * Escapes Discord's markdown. Each character that begins formatting, a mention, a timestamp, a custom emoji or a link
 * gets a backslash. List markers and numbers only matter at the start of a line. A backslash does not disable
 * `@everyone` and `@here`, so these get a zero-width space.
 *
 * @see https://support.discord.com/hc/en-us/articles/210298617
 */
function neutralise(value: string): string {
  return value
    .replace(/[\\*_~|`>[\]()#<:/]/g, '\\$&')
    .replace(/^(\s*\d*)([-+.])(?=\s)/gm, '$1\\$2')
    .replace(/@(?=everyone|here)/gi, '@\u200B');
}
