import type { ReplyLink } from '../../text/reply.ts';
import { limits } from './limits.ts';

/**
 * A reading command and the page of it as a button's `custom_id`: everything that pressing it needs is in the button
 * itself, so it works after a restart and on every replica.
 *
 * @throws RangeError when it does not fit; such commands keep their pages short enough.
 */
export function encodeLink({ command, page, beside = false }: Omit<ReplyLink, 'label'>): string {
  const id = `${beside ? 'open' : 'turn'}:${command}:${page}`;
  if (id.length > limits.customId) throw new RangeError(`A button cannot hold ${id.length} characters`);
  return id;
}

/** What a button of ours stands for; null for one that is not ours. */
export function decodeLink(
  customId: string,
): { group: string; name: string; page: string; beside: boolean } | null {
  const [, how, group, name, page] = /^(open|turn):(\w+) (\w+):(.*)$/su.exec(customId) ?? [];
  if (group === undefined || name === undefined || page === undefined) return null;
  return { group, name, page, beside: how === 'open' };
}
