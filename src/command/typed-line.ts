import { isDeepStrictEqual } from 'node:util';
import { withoutSecrets } from '../actions/index.ts';
import { joinTexts, line, oneLine, person, type Text, type TypedArg, text } from '../text/text.ts';
import type { CommandEntry } from './catalogue.ts';
import type { Command } from './command.ts';
import type { Option } from './options.ts';

/** The maximum length of a command line in a message; a field of an embed holds 1,024 characters. */
const maxLength = 900;

/** An argument as it is typed. */
export interface GivenArg extends TypedArg {
  readonly shown: Option['shown'];
  readonly isInPhrase: boolean;
}

/**
 * Returns a command as it could be typed again, with secret arguments masked, and without arguments that have their
 * default value. People and times are drawn as messages draw them, and the rest as code.
 */
export function typedLine({ path, command }: CommandEntry, args: unknown): Text {
  const pieces: Text[] = [];
  let [start, typed, room] = [path, [] as TypedArg[], maxLength - path.length];
  const endLine = (): void => {
    if (start !== '' || typed.length > 0) pieces.push(line(start, typed));
    [start, typed] = ['', []];
  };
  for (const given of givenArgs(command, args)) {
    const drawn = drawnArg(given);
    if (drawn !== null) {
      endLine();
      pieces.push(drawn);
    } else if (room > 0) {
      const value = oneLine(given.value, room);
      typed.push({ name: given.name, value, form: given.form });
      room -= given.name.length + value.length + 2;
    }
  }
  endLine();
  return joinTexts(pieces, ' ');
}

function formOf(option: Option | undefined): TypedArg['form'] {
  if (option?.required === true) return 'positional';
  return option?.kind === 'boolean' ? 'flag' : 'option';
}

const isoTime = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** An argument that is a person or a time, as messages draw these; null for others, which are drawn as code. */
export function drawnArg({ name, value, shown }: GivenArg): Text | null {
  if (shown === 'time' && isoTime.test(value)) return text`${[name]}: ${new Date(value)}`;
  return shown === 'person' && /^\d{17,20}$/.test(value) ? text`${[name]}: ${person(value, value)}` : null;
}

/**
 * The arguments that do not have their default value, as they are typed. Secret ones are masked. Those that nobody can
 * type are left out.
 */
export function givenArgs(command: Command | undefined, args: unknown): GivenArg[] {
  const options = new Map(
    command?.options.filter(({ offered }) => offered).map((option) => [option.name, option]),
  );
  const isGiven = (name: string, value: unknown): boolean =>
    (command === undefined || options.has(name)) &&
    value !== undefined &&
    value !== null &&
    value !== '' &&
    !isDeepStrictEqual(value, options.get(name)?.fallback);
  // A jsonb column does not keep the order of its keys.
  const order = [...options.keys()];
  return Object.entries(withoutSecrets(command ?? {}, Object(args)))
    .filter(([name, value]) => isGiven(name, value))
    .toSorted(([one], [other]) => order.indexOf(one) - order.indexOf(other))
    .map(([name, value]) => ({
      name,
      value: Array.isArray(value) ? value.join(', ') : String(value),
      form: formOf(options.get(name)),
      shown: options.get(name)?.shown,
      isInPhrase: options.get(name)?.isInPhrase ?? false,
    }));
}
