import { isDeepStrictEqual } from 'node:util';
import { withoutSecrets } from '../actions/index.ts';
import { code, oneLine, type Text } from '../text/text.ts';
import type { CommandEntry } from './catalogue.ts';

/** The maximum length of a command line in a message; a field of an embed holds 1,024 characters. */
const maxLength = 900;

/**
 * Returns a command as it could be typed again, with secret arguments masked, and without arguments that have their
 * default value.
 */
export function typedLine({ path, command }: CommandEntry, args: unknown): Text {
  const defaults = new Map(command.options.map(({ name, fallback }) => [name, fallback]));
  const shown = Object.entries(withoutSecrets(command, Object(args))).filter(
    ([name, value]) =>
      value !== undefined &&
      value !== null &&
      value !== false &&
      !isDeepStrictEqual(value, defaults.get(name)),
  );
  const words = shown.map(
    ([name, value]) => `${name}:${Array.isArray(value) ? value.join(', ') : String(value)}`,
  );
  return code(oneLine([`/${path}`, ...words].join(' '), maxLength));
}
