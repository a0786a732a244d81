import { expect } from 'vitest';
import type { SandboxPerson } from '../../sandbox/discord/index.ts';

/** What is suggested to a person, asked for again while nothing is: the bot suggests nothing in a slow moment. */
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
