import { hash } from 'bcrypt';

/** The number of bytes that bcrypt uses. It ignores the rest of a longer password, and the user would not notice. */
const maxBytes = 72;

/** The work factor: bcrypt does 2 to the power of this number of rounds. */
const cost = 12;

/** Returns what is wrong with a password, worded to follow "password:" (behaviour.md 2.1); null if nothing is. */
export function passwordFault(password: string): string | null {
  if (password.trim() === '') return 'must not be empty';
  if (!password.isWellFormed() || password.includes('\0'))
    return 'must not contain a NUL character or half a character';
  return Buffer.byteLength(password) > maxBytes
    ? `must have at most ${maxBytes} bytes; accented letters and emoji take more than one`
    : null;
}

/**
 * Hashes a password as `$2b$`, off the event loop. Akkoma verifies that form, and replaces it with its own Argon2id at
 * the first login.
 */
export const hashPassword = (password: string): Promise<string> => hash(password, cost);
