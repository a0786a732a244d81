import { randomBytes } from 'node:crypto';

/** A new invite, password reset or e-mail confirmation token: 44 characters, the last of them `=` (behaviour.md 1.9). */
export const randomToken = (): string => `${randomBytes(32).toString('base64url')}=`;

/** A password that nobody chose: 24 characters of ordinary base64 (behaviour.md 1.9). */
export const randomPassword = (): string => randomBytes(16).toString('base64');

/** A token as it stands in a URL; its final `=` becomes `%3D` (behaviour.md 1.9). */
export const tokenInUrl = (token: string): string =>
  encodeURIComponent(token).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
