import { userInfo } from 'node:os';
import type { Caller } from '../actions/index.ts';

/** Who typed it, as far as the machine knows: under `sudo`, whoever called that; by number where no name is known. */
export function systemUser(
  { SUDO_USER }: Readonly<Record<string, string | undefined>>,
  lookUp: () => { readonly username: string } = userInfo,
): Caller {
  const name = SUDO_USER ?? nameOf(lookUp);
  return { id: `system:${name}`, name, source: 'console', roles: [], guildId: null, channelId: null };
}

function nameOf(lookUp: () => { readonly username: string }): string {
  try {
    return lookUp().username;
  } catch {
    // In a container the user often has no entry in the list of users.
    return `uid:${process.getuid?.() ?? 'unknown'}`;
  }
}
