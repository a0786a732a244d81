import {
  channelMention,
  hyperlink,
  inlineCode,
  messageLink,
  roleMention,
  spoiler,
  TimestampStyles,
  type TimestampStylesString,
  time,
  userMention,
} from 'discord.js';
import { type CardPlace, draw, nameInvisible, type Text, type TypedArg } from '../../text/text.ts';
import { type CommandIds, mentionCommand } from './command-mention.ts';
import { endsItalics, escapeForeign } from './escape.ts';
import { lineInMessage } from './typed-args.ts';

interface Surroundings {
  /** For a text whose commands are mentioned; without it they are drawn as code. */
  readonly commandIds?: CommandIds;
  /** Whether Discord parses nothing else together with the text, as by default. */
  readonly isAlone?: boolean;
  /** How times are drawn: relative to now by default. */
  readonly times?: TimestampStylesString;
}

/** Renders a text as Discord's markdown. Untrusted values appear literally and have no effect. */
export function markdown(
  drawn: Text,
  { commandIds = new Map(), isAlone = true, times = TimestampStyles.RelativeTime }: Surroundings = {},
): string {
  const surface = {
    shows: 'inDiscord' as const,
    foreign: (value: string) => `${mark}${value.split('\n').map(nameInvisible).join('\n')}${mark}`,
    at: (value: Date) => time(value, times),
    // A person who acts by the console has no Discord account.
    person: (id: string, name: string) => (/^\d{17,20}$/.test(id) ? userMention(id) : surface.foreign(name)),
    role: roleMention,
    channel: channelMention,
    action: (id: number, card: CardPlace | null, as: 'number' | 'card') => {
      const name = as === 'number' ? `action ${id}` : 'its card';
      return card === null
        ? name
        : hyperlink(name, messageLink(card.channelId, card.messageId, card.guildId));
    },
    command: (typed: string) => mentionCommand(typed, commandIds),
    line: (path: string, args: readonly TypedArg[]): string => draw(lineInMessage(path, args), surface),
    hidden: spoiler,
    link: (address: string, name: string) => hyperlink(name, linkable(address)),
    option: (name: string) => inlineCode(withoutTicks(nameInvisible(name))),
    // Within code, nothing can be escaped.
    code: (typed: string): string =>
      isAlone || !endsItalics(typed)
        ? inlineCode(withoutTicks(nameInvisible(typed)))
        : surface.foreign(typed),
  };
  const pieces = draw(drawn, surface)
    .split(mark)
    .map((value, index) => ({ value, isForeign: index % 2 === 1 }));
  // A backslash does not disable `@everyone` and `@here`.
  return escapeForeign(pieces, isAlone).replace(/@(?=everyone|here)/gi, '@\u200B');
}

/** Stands around a foreign value while a text is drawn. No value holds it, since control characters are named. */
const mark = '\0';

/** Encodes what would end a link, or a spoiler around it. */
const linkable = (address: string): string =>
  address.replace(
    /[()|\\`<>[\]\s]/g,
    (character) => `%${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`,
  );

/**
 * Replaces what inline code cannot contain: a backtick, which cannot be escaped there, and a backslash before the end,
 * which would look like an escape to whoever cuts the text.
 */
const withoutTicks = (value: string): string => value.replaceAll('`', 'ˋ').replace(/\\$/, '\\ ');
