/** A piece of a message. Own pieces are markdown already; foreign ones are to be shown as they are. */
export interface Piece {
  readonly value: string;
  readonly isForeign: boolean;
}

/**
 * Joins the pieces of a message, and escapes in the foreign ones each character that begins or ends formatting, a
 * mention, a timestamp, an emoji or a link there. Other characters get no backslash, since people copy names and tags
 * from messages.
 *
 * @param isAlone whether the pieces are all that Discord parses together. Otherwise, an underscore or asterisk could end
 * italics that begin in another text, and own pieces must have no underscore that could.
 * @see https://support.discord.com/hc/en-us/articles/210298617
 */
export function escapeForeign(pieces: readonly Piece[], isAlone: boolean): string {
  const whole = pieces.map(({ value }) => value).join('');
  const message = { whole, isAlone, own: ownPairs(pieces) };
  let start = 0;
  let drawn = '';
  for (const { value, isForeign } of pieces) {
    if (isForeign) {
      for (let at = start; at < start + value.length; at += 1) {
        drawn += formats(message, at) ? `\\${whole[at]}` : whole[at];
      }
    } else drawn += value;
    start += value.length;
  }
  return drawn;
}

interface Message {
  /** The pieces without any escapes. */
  readonly whole: string;
  readonly isAlone: boolean;
  /** Where the last underscore of our own stands that could end italics; -1 for none. */
  readonly own: number;
}

/** Inline code and mentions of commands can hold underscores, and cannot be escaped. */
function ownPairs(pieces: readonly Piece[]): number {
  let start = 0;
  let last = -1;
  const whole = pieces.map(({ value }) => value).join('');
  for (const { value, isForeign } of pieces) {
    for (let at = start; at < start + value.length; at += 1) {
      if (!isForeign && whole[at] === '_' && !isWord(whole[at + 1])) last = at;
    }
    start += value.length;
  }
  return last;
}

/** Whether an underscore in the value could end italics: it is not followed by a letter, a digit or another one. */
export const endsItalics = (value: string): boolean => /_(?!\w)/.test(value);

const isWord = (character: string | undefined): boolean => /^\w$/.test(character ?? '');

/** Whether the character at this place could be a part of markdown. */
function formats({ whole, isAlone, own }: Message, at: number): boolean {
  const character = whole[at] ?? '';
  const [before, after] = [whole[at - 1], whole[at + 1]];
  const rest = () => whole.slice(at);
  switch (character) {
    case '`':
      return true;
    case '\\':
      // Letters, digits and white space cannot be escaped.
      return after === undefined || /[^0-9A-Za-z\s]/.test(after);
    case '_':
      if (before === '_' || after === '_') return true;
      // Whatever else is parsed with it escapes each underscore that could end italics.
      if (!isAlone) return !isWord(after);
      // Within a word it cannot end italics, and it begins some only where another one ends them.
      return at < own || (!isWord(after) && whole.slice(0, at).includes('_'));
    case '*':
      if (isLineStart(whole, at)) return true;
      return (
        !(isSpace(before) && isSpace(after)) && (!isAlone || whole.indexOf('*') !== whole.lastIndexOf('*'))
      );
    case '~':
    case '|':
      return before === character || after === character;
    case '<':
      return after !== undefined && /[^\s\d<>=-]/.test(after);
    case '[':
      return rest().includes('](');
    case ':':
      return /^:(?:\/\/|[\w+~-]+:)/.test(rest());
    case '/':
      return /discord(?:app)?\.(?:gg|com)$/i.test(whole.slice(Math.max(0, at - 14), at));
    case '>':
    case '#':
      return isLineStart(whole, at);
    case '-':
    case '+':
      return isLineStart(whole, at) && (after === undefined ? !isAlone : /[\s#]/.test(after));
    case '.':
      return isNumbered(whole, at) && (after === undefined ? !isAlone : isSpace(after));
    default:
      return false;
  }
}

const isSpace = (character: string | undefined): boolean => character !== undefined && /\s/.test(character);

const lineBefore = (whole: string, at: number): string =>
  whole.slice(whole.lastIndexOf('\n', at - 1) + 1, at);

const isLineStart = (whole: string, at: number): boolean => at === 0 || /^\s*$/.test(lineBefore(whole, at));

const isNumbered = (whole: string, at: number): boolean => at > 0 && /^\s*\d+$/.test(lineBefore(whole, at));
