import { userInfo } from 'node:os';
import type { Caller } from '../actions/index.ts';

/**
 * Returns the operating system user as the caller. Under `sudo` this is the user who ran `sudo`. A user without a name
 * is identified by their number. The prefix tells them apart from Steward itself, whose id is `system:steward`.
 */
export function systemUser(
  { SUDO_USER }: Readonly<Record<string, string | undefined>>,
  lookUp: () => { readonly username: string } = userInfo,
): Caller {
  const name = SUDO_USER ?? nameOf(lookUp);
  return { id: `console:${name}`, name, source: 'console', roles: [], guildId: null, channelId: null };
}

function nameOf(lookUp: () => { readonly username: string }): string {
  try {
    return lookUp().username;
  } catch {
    // In a container the user often has no entry in /etc/passwd.
    return `uid:${process.getuid?.() ?? 'unknown'}`;
  }
}
