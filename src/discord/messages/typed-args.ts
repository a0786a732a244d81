import { argInDiscord, code, joinTexts, person, type Text, type TypedArg, text } from '../../text/text.ts';

const isoTime = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** An argument that is a person or a time, as messages draw these; null for others, which are drawn as code. */
export function drawnArg({ name, value, shown }: TypedArg): Text | null {
  if (shown === 'time' && isoTime.test(value)) return text`${[name]}: ${new Date(value)}`;
  return shown === 'person' && /^\d{17,20}$/.test(value) ? text`${[name]}: ${person(value, value)}` : null;
}

/** A command line as messages draw it: people and times as such, and the words between them as code. */
export function lineInMessage(path: string, args: readonly TypedArg[]): Text {
  const parts: Text[] = [];
  let words = [`/${path}`];
  const endCode = (): void => {
    if (words.length > 0) parts.push(code(words.join(' ')));
    words = [];
  };
  for (const arg of args) {
    const drawn = drawnArg(arg);
    if (drawn === null) {
      words.push(argInDiscord(arg));
    } else {
      endCode();
      parts.push(drawn);
    }
  }
  endCode();
  return joinTexts(parts, ' ');
}
