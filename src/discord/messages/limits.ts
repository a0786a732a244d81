/**
 * Discord's limits that this program can reach.
 *
 * @see https://discord.com/developers/docs/resources/message#embed-object-embed-limits
 * @see https://discord.com/developers/docs/interactions/application-commands
 */
export const limits = {
  content: 2000,
  /** Bytes of all files of a message; boosted servers may allow more. */
  files: 8 * 1024 * 1024,
  title: 256,
  author: 256,
  description: 4096,
  embeds: 10,
  fields: 25,
  fieldName: 256,
  fieldValue: 1024,
  footer: 2048,
  /** Characters of all texts in a message's embeds. */
  embed: 6000,
  rows: 5,
  buttonsInRow: 5,
  customId: 100,
  formTitle: 45,
  choices: 25,
  choice: 100,
  options: 25,
  subcommands: 25,
  optionDescription: 100,
  stringOption: 6000,
} as const;

/**
 * Cuts markdown to the given length and marks the cut. Never cuts within a surrogate pair or an escape. A cut within
 * inline code, a mention or a time drops it, since without its end it would be markdown. An underscore before the cut is
 * dropped: it could end italics there. A spoiler that is cut ends at the cut, so that it stays hidden.
 */
export function clip(value: string, length: number): string {
  if (value.length <= length) return value;
  const reserved = value.includes(spoilerEnd) ? 1 + spoilerEnd.length : 1;
  const cut = value
    .slice(0, length - reserved)
    .replace(/[\uD800-\uDBFF]$|(?<=(?<!\\)(?:\\\\)*)(?:\\|_+)$/, '');
  const ticks = [...cut.matchAll(/\\.|`/gsu)].filter(([found]) => found === '`');
  const whole = ticks.length % 2 === 0 ? cut : cut.slice(0, ticks.at(-1)?.index);
  const ended = `${whole.replace(/(?<=(?<!\\)(?:\\\\)*)<(?:[@#/]|t:)[^<>`\n]*$/, '')}…`;
  const bars = [...ended.matchAll(/\\.|\|\|/gsu)].filter(([found]) => found === spoilerEnd);
  return bars.length % 2 === 0 ? ended : `${ended}${spoilerEnd}`;
}

/** Begins and ends a spoiler. */
const spoilerEnd = '||';
