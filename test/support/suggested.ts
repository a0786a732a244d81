import { expect } from 'vitest';
import type { SandboxPerson } from '../../sandbox/discord/index.ts';

/** The suggestions for a person. Asks again while there are none, since the bot suggests nothing when it is slow. */
export async function suggested(
  person: SandboxPerson,
  ...asked: Parameters<SandboxPerson['autocomplete']>
): ReturnType<SandboxPerson['autocomplete']> {
  let found: Awaited<ReturnType<SandboxPerson['autocomplete']>> = [];
  await expect
    .poll(async () => {
      found = await person.autocomplete(...asked);
      return found;
    })
    .not.toEqual([]);
  return found;
}
