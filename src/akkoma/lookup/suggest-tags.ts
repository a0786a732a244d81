import type { Em } from '../../database/connection/connection.ts';
import { bestFirst } from '../../text/best-first.ts';
import { policyTags, tagOf } from '../accounts/tags.ts';
import type { Instance } from '../instance.ts';
import { findUserIfThere } from './find-user.ts';

/** Suggests tags to add to an account: those of Akkoma's TagPolicy that it does not have. */
export async function suggestTagsToAdd(
  em: Em,
  instance: Instance,
  nickname: string,
  typed: string,
): Promise<string[]> {
  const own = await tagsOf(em, instance, nickname);
  return matching(
    policyTags.filter((tag) => !own.includes(tag)),
    typed,
  );
}

/** Suggests tags to remove from an account: those that it has. */
export const suggestTagsToRemove = async (
  em: Em,
  instance: Instance,
  nickname: string,
  typed: string,
): Promise<string[]> => matching(await tagsOf(em, instance, nickname), typed);

const tagsOf = async (em: Em, instance: Instance, nickname: string): Promise<readonly string[]> =>
  (await findUserIfThere(em, instance, nickname))?.tags ?? [];

const matching = (tags: readonly string[], typed: string): string[] =>
  bestFirst(tags, tagOf(typed).toLowerCase());
