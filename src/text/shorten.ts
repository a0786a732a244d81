/** How many characters a cut may drop in order to end between two words. */
const mostDropped = 10;

/**
 * Returns a string as one line of at most `maxLength` UTF-16 code units. Where it is longer, it is cut in the middle,
 * since its end may name what it is about, and between two words where one ends nearby. No character is cut apart.
 */
export function shortened(value: string, maxLength: number): string {
  const line = value.replace(/\s+/g, ' ').trim();
  if (line.length <= maxLength) return line;
  const characters = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(line)].map(
    ({ segment }) => segment,
  );
  const end = fitting(characters.toReversed(), Math.floor(maxLength / 3))
    .toReversed()
    .join('');
  const tail = end.includes(' ') ? end.slice(end.indexOf(' ')) : end;
  const start = fitting(characters, maxLength - tail.length - '…'.length).join('');
  const word = start.lastIndexOf(' ');
  const isNear = word > 0 && start.length - word <= mostDropped;
  return isNear ? `${start.slice(0, word).replace(/[,;:]$/, '')} …${tail}` : `${start}…${tail}`;
}

/** The first characters that are together at most `maxLength` code units long. */
function fitting(characters: readonly string[], maxLength: number): string[] {
  let length = 0;
  const past = characters.findIndex((character) => {
    length += character.length;
    return length > maxLength;
  });
  return characters.slice(0, past === -1 ? characters.length : past);
}
