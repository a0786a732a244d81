import { randomBytes } from 'node:crypto';

/**
 * Generates an invite, password reset or e-mail confirmation token: 44 characters, the last one `=` (behaviour.md 1.9).
 */
export const randomToken = (): string => `${randomBytes(32).toString('base64url')}=`;

/** Generates a password: 24 characters of ordinary base64 (behaviour.md 1.9). */
export const randomPassword = (): string => randomBytes(16).toString('base64');

/** Percent-encodes a token for a URL. Its final `=` becomes `%3D` (behaviour.md 1.9). */
export const tokenInUrl = (token: string): string =>
  encodeURIComponent(token).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
