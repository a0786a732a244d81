import { hash } from 'bcrypt';

/** What bcrypt looks at. Anything beyond would not count, and whoever typed it would never know. */
const longest = 72;

/** The work factor: 2 to the power of it rounds. */
const cost = 12;

/** What is wrong with a chosen password, worded to follow "password:" (behaviour.md 2.1). */
export function passwordFault(password: string): string | null {
  if (password.trim() === '') return 'must not be empty';
  if (!password.isWellFormed() || password.includes('\0'))
    return 'must not contain a NUL character or half a character';
  return Buffer.byteLength(password) > longest
    ? `must have at most ${longest} bytes, which are as many plain letters`
    : null;
}

/**
 * The `$2b$` hash of a password, made off the event loop. Akkoma verifies it and puts its own Argon2id in its place at
 * the first login.
 */
export const hashPassword = (password: string): Promise<string> => hash(password, cost);
