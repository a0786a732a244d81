import {
  type APIApplicationCommandBasicOption,
  ApplicationCommandOptionType,
} from 'discord-api-types/payloads/v10';
import { isAsked } from './option-offers.ts';
import type { RunnableCommand } from './runnable-commands.ts';

/** The fewest letters by which the name of an option is recognised in another word. */
const LEAST_ALIKE = 3;

/**
 * Returns the problem of a text such as `lain foo:bar`, where `foo:` was meant as an option; undefined for none. Free
 * text may contain anything, and so may a list behind its commas.
 */
export function misnamedOption(
  option: APIApplicationCommandBasicOption,
  text: string,
  { path, options }: RunnableCommand,
): string | undefined {
  if (option.type === ApplicationCommandOptionType.String && !isAsked(option)) return undefined;
  const isAlike = (word: string): boolean =>
    options.some(({ name }) => word.length >= LEAST_ALIKE && (name.includes(word) || word.includes(name)));
  const meant = [...text.matchAll(/(?<=^|[^,\s]\s+)([a-z][a-z_]*):(?!\/\/)/gi)]
    .map(({ 1: word = '', index }) => ({ word: word.toLowerCase(), isFirst: index === 0 }))
    .find(({ word, isFirst }) => !isFirst || isAlike(word));
  if (meant === undefined) return undefined;
  return options.some(({ name }) => name === meant.word)
    ? `${meant.word} is already filled in.`
    : `/${path} has no option ${meant.word}.`;
}
