/**
 * Discord's limits, as far as this program can reach them.
 *
 * @see https://discord.com/developers/docs/resources/message#embed-object-embed-limits
 * @see https://discord.com/developers/docs/interactions/application-commands
 */
export const limits = {
  content: 2000,
  /** Bytes of a message's files together; servers that are boosted may have more. */
  files: 8 * 1024 * 1024,
  title: 256,
  description: 4096,
  fields: 25,
  fieldName: 256,
  fieldValue: 1024,
  footer: 2048,
  /** Over all texts of a message's embeds together. */
  embed: 6000,
  buttonsInRow: 5,
  customId: 100,
  choices: 25,
  choice: 100,
  options: 25,
  subcommands: 25,
  optionDescription: 100,
  stringOption: 6000,
} as const;

/** The text cut to so many characters, the cut marked; never inside a surrogate pair or an escape. */
export function clip(value: string, length: number): string {
  if (value.length <= length) return value;
  return `${value.slice(0, length - 1).replace(/[\uD800-\uDBFF]$|\\$/, '')}…`;
}
