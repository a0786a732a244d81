import type { APIMessage } from 'discord-api-types/v10';
import { expect } from 'vitest';
import { buttonOf } from './buttons.ts';
import { sentenceOf } from './sentence.ts';
import type { Steward } from './steward.ts';

/** Locks Steward: types the command, confirms it, and waits until its answer says that Steward is locked. */
export async function lockSteward(
  discord: Steward['discord'],
  who: string,
  reason: string,
): Promise<APIMessage> {
  const person = discord.as(who);
  const asked = await (await person.type(`/action lock reason:"${reason}"`)).message();
  await person.click(asked, buttonOf(asked, 'Run now'));
  const answer = (): APIMessage => person.messages().find(({ id }) => id === asked.id) ?? asked;
  await expect.poll(() => sentenceOf(answer())).toMatch(/^Locked Steward/);
  return answer();
}
