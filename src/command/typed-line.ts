import { isDeepStrictEqual } from 'node:util';
import { withoutSecrets } from '../actions/index.ts';
import { line, oneLine, type Text, type TypedArg } from '../text/text.ts';
import type { CommandEntry } from './catalogue.ts';
import type { Command } from './command.ts';
import type { Option } from './options.ts';

/** The maximum length of a command line in a message; a field of an embed holds 1,024 characters. */
const maxLength = 900;

/**
 * Returns a command as it could be typed again, with secret arguments masked, and without arguments that have their
 * default value.
 */
export function typedLine({ path, command }: CommandEntry, args: unknown): Text {
  let room = maxLength - path.length;
  const fitting = givenArgs(command, args).flatMap((given) => {
    if (room <= 0) return [];
    const value = oneLine(given.value, room);
    room -= given.name.length + value.length + 2;
    return [{ ...given, value }];
  });
  return line(path, fitting);
}

function formOf(option: Option | undefined): TypedArg['form'] {
  if (option?.required === true) return 'positional';
  return option?.kind === 'boolean' ? 'flag' : 'option';
}

/**
 * The arguments that do not have their default value, as they are typed. Secret ones are masked. Those that nobody can
 * type are left out.
 */
export function givenArgs(command: Command | undefined, args: unknown): TypedArg[] {
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
    }));
}
