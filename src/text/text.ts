/**
 * Text for people that keeps untrusted values apart from our own words. Every string that is put into a `text` template
 * is foreign: the surface that draws the text (a Discord embed, a terminal) escapes it in its own way.
 */
export type Text = readonly Piece[];

type Piece =
  | string
  | { readonly foreign: string }
  | { readonly at: Date }
  | { readonly person: string; readonly name: string }
  | { readonly role: string }
  | { readonly channel: string }
  | { readonly command: string }
  | { readonly option: string }
  | { readonly code: string }
  | { readonly hidden: Text }
  | { readonly link: string; readonly name: Text }
  | { readonly line: string; readonly args: readonly TypedArg[] }
  | { readonly action: number; readonly card: CardPlace | null; readonly as: 'number' | 'card' }
  | Alternatives;

/** What a text says in Discord, and what it says in a terminal, logs and files. */
interface Alternatives {
  readonly inDiscord: Text;
  readonly inTerminal: Text;
}

/** An argument of a command line. */
export interface TypedArg {
  readonly name: string;
  readonly value: string;
  /** How a terminal takes it: by its position, as `--name` or `--no-name`, or as `--name value`. */
  readonly form: 'positional' | 'flag' | 'option';
  /** What its value is, where a message in Discord draws it. */
  readonly shown?: 'person' | 'time' | undefined;
}

/** The message that shows an action, by the ids of its server, channel and message. */
export interface CardPlace {
  readonly guildId: string;
  readonly channelId: string;
  readonly messageId: string;
}

/**
 * Template tag that makes a text. Literals are our own words and strings that are put in are foreign. Numbers and other
 * texts are inserted unchanged, and dates are shown as the surface shows times.
 */
export function text(
  literals: TemplateStringsArray,
  ...values: readonly (string | number | Date | Text)[]
): Text {
  const pieces: Piece[] = [];
  for (const [index, literal] of literals.entries()) {
    if (literal !== '') pieces.push(literal);
    const value = values[index];
    if (value === undefined) continue;
    if (typeof value === 'string') pieces.push({ foreign: value });
    else if (typeof value === 'number') pieces.push(String(value));
    else if (value instanceof Date) pieces.push({ at: value });
    else pieces.push(...value);
  }
  return pieces;
}

/** Makes a text that shows a person, by their id and the name that they had at the time. */
export const person = (id: string, name: string): Text => [{ person: id, name }];

/** Makes a text that shows roles of the Discord server by their ids, with a separator between them. */
export const roles = (ids: readonly string[], separator: string): Text =>
  joinTexts(
    ids.map((role) => [{ role }]),
    separator,
  );

/** Makes a text that shows channels of the Discord server by their ids, with a separator between them. */
export const channels = (ids: readonly string[], separator: string): Text =>
  joinTexts(
    ids.map((channel) => [{ channel }]),
    separator,
  );

/**
 * Makes a text that shows a command to run, as it is typed without the slash: `action show`, or with arguments of ours,
 * `action undo 3`.
 */
export const command = (typed: string): Text => [{ command: typed }];

/** Makes a text that shows an action by its number, as a link to its card where there is one. */
export const actionLink = (action: number, card: CardPlace | null): Text => [{ action, card, as: 'number' }];

/** Makes a text that tells people in Discord something else than people in a terminal, where they do it differently. */
export const bySurface = (alternatives: Alternatives): Text => [alternatives];

/** Makes a text that shows an option by its name, as the surface has people type it: `dry_run`. */
export const option = (name: string): Text => [{ option: name }];

/** Makes a text that shows something exactly as it is typed: a value, a whole command line. */
export const code = (typed: string): Text => [{ code: typed }];

/** Makes a text that Discord shows only once somebody clicks on it. It has no code in it. */
export const hidden = (text: Text): Text => [{ hidden: text }];

/**
 * Makes a text that shows a link to another page by a name. Nothing is loaded from it.
 *
 * @param address an http(s) address, as `URL` prints it.
 */
export const link = (address: string, name: Text): Text => [{ link: address, name }];

/** Makes a text that says where to look at an action: "its card", as a link where it has one. */
export const itsCard = (action: number, card: CardPlace | null): Text => [{ action, card, as: 'card' }];

/**
 * Makes a text that shows a command line as the surface has people type it. A message in Discord draws people and times.
 *
 * @param path without the slash.
 */
export const line = (path: string, args: readonly TypedArg[]): Text => [{ line: path, args }];

/** A command line as it is typed in Discord: `/user tag nickname:lain`. */
export const typedInDiscord = (path: string, args: readonly TypedArg[]): string =>
  [`/${path}`, ...args.map(argInDiscord)].join(' ');

/** An argument as it is typed in Discord: `nickname:lain`. */
export const argInDiscord = ({ name, value }: TypedArg): string => `${name}:${value}`;

/**
 * Makes the question that asks for the act which a verb phrase describes: "deactivate lain" becomes "Deactivate lain?".
 */
export const questionOf = (phrase: Text): Text => [...capitalized(phrase), '?'];

/** Makes the first letter of a text a capital, where the text begins with our own words. */
export function capitalized([first, ...rest]: Text): Text {
  if (first === undefined) return rest;
  if (typeof first === 'string') return [`${first.charAt(0).toUpperCase()}${first.slice(1)}`, ...rest];
  if (typeof first === 'object' && 'inTerminal' in first) {
    const { inDiscord, inTerminal } = first;
    return [{ inDiscord: capitalized(inDiscord), inTerminal: capitalized(inTerminal) }, ...rest];
  }
  return [first, ...rest];
}

/** Joins texts with a separator between them, like `Array.prototype.join`. */
export function joinTexts(texts: readonly Text[], separator: string): Text {
  return texts.flatMap((each, index) => (index === 0 ? each : [separator, ...each]));
}

interface Surface {
  /** Which of two alternatives it shows. */
  readonly shows: keyof Alternatives;
  foreign(value: string): string;
  at(value: Date): string;
  person(id: string, name: string): string;
  role(id: string): string;
  channel(id: string): string;
  command(path: string): string;
  option(name: string): string;
  code(typed: string): string;
  hidden(drawn: string): string;
  link(address: string, name: string): string;
  line(path: string, args: readonly TypedArg[]): string;
  action(id: number, card: CardPlace | null, as: 'number' | 'card'): string;
}

/** Draws a text the way the surface shows foreign strings, times, people and the other pieces. */
export function draw(drawn: Text, surface: Surface): string {
  return drawn
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      if ('foreign' in piece) return surface.foreign(piece.foreign);
      if ('at' in piece) return surface.at(piece.at);
      if ('person' in piece) return surface.person(piece.person, piece.name);
      if ('role' in piece) return surface.role(piece.role);
      if ('channel' in piece) return surface.channel(piece.channel);
      if ('command' in piece) return surface.command(piece.command);
      if ('action' in piece) return surface.action(piece.action, piece.card, piece.as);
      if ('inTerminal' in piece) return draw(piece[surface.shows], surface);
      if ('hidden' in piece) return surface.hidden(draw(piece.hidden, surface));
      if ('link' in piece) return surface.link(piece.link, draw(piece.name, surface));
      if ('line' in piece) return surface.line(piece.line, piece.args);
      return 'option' in piece ? surface.option(piece.option) : surface.code(piece.code);
    })
    .join('');
}

/** Draws a text for terminals, logs and files, with invisible characters named and times in ISO 8601. */
export function plain(drawn: Text): string {
  return draw(drawn, {
    shows: 'inTerminal',
    foreign: nameInvisible,
    at: (value) => value.toISOString(),
    person: (_id, name) => nameInvisible(name),
    role: (id) => `role ${id}`,
    channel: (id) => `channel ${id}`,
    command: (path) => `"${path}"`,
    option: nameInvisible,
    code: nameInvisible,
    hidden: (drawn) => drawn,
    link: (address, name) => `${name}: ${nameInvisible(address)}`,
    line: (path, args) => nameInvisible(typedInDiscord(path, args)),
    action: (id, _card, as) => (as === 'number' ? `action ${id}` : `"action show ${id}"`),
  });
}

/**
 * Characters that are invisible or change the direction of the text: control characters, format characters (zero width,
 * bidirectional), line and paragraph separators, lone surrogates, and the fillers that are letters by category only. A
 * zero-width joiner inside an emoji sequence does not match: there it is part of what people see.
 */
const invisible =
  /(?<!\p{Extended_Pictographic}\uFE0F?[\u{1F3FB}-\u{1F3FF}]?)\u200D|\u200D(?!\p{Extended_Pictographic})|(?!\u200D)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115F\u1160\u3164\uFFA0]|\u034F|\u17B4|\u17B5/gu;

/** Replaces each invisible character by its code point, such as `⟨U+200B⟩`. */
export function nameInvisible(value: string): string {
  return value.replace(invisible, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `⟨U+${code}⟩`;
  });
}

/** Whether a string has no visible character. */
export const isBlank = (value: string): boolean =>
  value.replace(invisible, '').replace(/[\s\u2800]/g, '') === '';

/**
 * Returns a string as one line of at most `maxLength` UTF-16 code units. White space is collapsed, and a cut ends with `…`.
 */
export function oneLine(value: string, maxLength: number): string {
  const line = value.replace(/\s+/g, ' ').trim();
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
