import { isDeepStrictEqual } from 'node:util';
import { withoutSecrets } from '../actions/index.ts';
import { code, oneLine, type Text } from '../text/text.ts';
import type { CommandEntry } from './catalogue.ts';
import type { Command } from './command.ts';

/** The maximum length of a command line in a message; a field of an embed holds 1,024 characters. */
const maxLength = 900;

/**
 * Returns a command as it could be typed again, with secret arguments masked, and without arguments that have their
 * default value.
 */
export function typedLine({ path, command }: CommandEntry, args: unknown): Text {
  const words = givenArgs(command, args).map(([name, value]) => `${name}:${value}`);
  return code(oneLine([`/${path}`, ...words].join(' '), maxLength));
}

/**
 * The arguments that do not have their default value, as they are typed. Secret ones are masked. Those that nobody can
 * type are left out.
 */
export function givenArgs(command: Command | undefined, args: unknown): [name: string, value: string][] {
  const options = command?.options.filter(({ offered }) => offered);
  const defaults = new Map(options?.map(({ name, fallback }) => [name, fallback]));
  const isGiven = (name: string, value: unknown): boolean =>
    (options === undefined || defaults.has(name)) &&
    value !== undefined &&
    value !== null &&
    value !== '' &&
    !isDeepStrictEqual(value, defaults.get(name));
  // A jsonb column does not keep the order of its keys.
  const order = [...defaults.keys()];
  return Object.entries(withoutSecrets(command ?? {}, Object(args)))
    .filter(([name, value]) => isGiven(name, value))
    .toSorted(([one], [other]) => order.indexOf(one) - order.indexOf(other))
    .map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]);
}
