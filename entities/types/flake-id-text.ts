const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const VALUES = new Map([...DIGITS].map((digit, value) => [digit, BigInt(value)]));
const MAX = (1n << 128n) - 1n;

/** A text with fewer characters is a legacy id: a plain decimal number. */
const SHORTEST_BASE62 = 18;

/**
 * Returns the text of a FlakeId: the 128-bit number in base 62 without padding, or in decimal if its upper 64 bits are
 * zero (behaviour.md 1.7).
 *
 * @param uuid 32 hexadecimal digits, with or without dashes.
 * @throws RangeError for anything else.
 */
export function flakeIdFromUuid(uuid: string): string {
  const hex = uuid.replaceAll('-', '');
  if (!/^[0-9a-f]{32}$/i.test(hex)) throw new RangeError(`Not a UUID: ${uuid}`);
  return flakeIdFromNumber(BigInt(`0x${hex}`));
}

/**
 * Returns the uuid of a FlakeId's text, in lower case with dashes, as PostgreSQL prints it.
 *
 * @throws RangeError for a text that is not a FlakeId.
 */
export function uuidFromFlakeId(flakeId: string): string {
  const hex = numberFromFlakeId(flakeId).toString(16).padStart(32, '0');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Whether a text can be a FlakeId. */
export function isFlakeId(text: string): boolean {
  return parse(text) !== undefined;
}

/**
 * Returns the text of a 128-bit number.
 *
 * @throws RangeError for a number outside 128 bits, and for one whose text would be parsed as another id: a legacy id
 * of 18 digits or more, or a time before 1975.
 */
export function flakeIdFromNumber(number: bigint): string {
  if (number < 0n || number > MAX) throw new RangeError(`Not a 128-bit number: ${number}`);
  const isLegacy = number >> 64n === 0n;
  const text = isLegacy ? number.toString() : base62(number);
  if (isLegacy !== text.length < SHORTEST_BASE62) {
    throw new RangeError(`FlakeId ${number} has no unambiguous text`);
  }
  return text;
}

/**
 * Returns the 128-bit number of a FlakeId's text.
 *
 * @throws RangeError for a text that is not a FlakeId.
 */
export function numberFromFlakeId(flakeId: string): bigint {
  const number = parse(flakeId);
  if (number === undefined) throw new RangeError(`Not a FlakeId: ${flakeId}`);
  return number;
}

function base62(number: bigint): string {
  let text = '';
  for (let rest = number; rest > 0n; rest /= 62n) text = DIGITS.charAt(Number(rest % 62n)) + text;
  return text;
}

function parse(text: string): bigint | undefined {
  if (text.length < SHORTEST_BASE62) return /^\d+$/.test(text) ? BigInt(text) : undefined;
  let number = 0n;
  for (const digit of text) {
    const value = VALUES.get(digit);
    if (value === undefined) return undefined;
    number = number * 62n + value;
    if (number > MAX) return undefined;
  }
  return number;
}
