import { withoutSecrets } from '../actions/index.ts';
import { joinTexts, type Text, text } from '../text/text.ts';
import type { CommandEntry } from './catalogue.ts';

/** Returns a command as it could be typed again, with secret arguments masked. */
export function typedLine({ path, command }: CommandEntry, args: unknown): Text {
  const shown = Object.entries(withoutSecrets(command, Object(args))).filter(
    ([, value]) => value !== undefined && value !== null && value !== false,
  );
  return text`/${[path]} ${joinTexts(
    shown.map(([name, value]) => text`${[name]}:${Array.isArray(value) ? value.join(', ') : String(value)}`),
    ' ',
  )}`;
}
