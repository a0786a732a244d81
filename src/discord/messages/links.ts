import type { ReplyLink } from '../../text/reply.ts';
import { limits } from './limits.ts';

/**
 * Encodes a query command and the page to show as a button's `custom_id`. The button holds everything it needs, so it
 * works after a restart and with every copy of the bot.
 *
 * @throws RangeError when it does not fit; such commands keep their pages short enough.
 */
export function encodeLink({ command, page, beside = false }: Omit<ReplyLink, 'label'>): string {
  const id = `${beside ? 'open' : 'turn'}:${command}:${page}`;
  if (id.length > limits.customId) throw new RangeError(`A button cannot hold ${id.length} characters`);
  return id;
}

/** Decodes the `custom_id` of a button for a query command; null for any other. */
export function decodeLink(
  customId: string,
): { group: string; name: string; page: string; beside: boolean } | null {
  const [, how, group, name, page] = /^(open|turn):(\w+) (\w+):(.*)$/su.exec(customId) ?? [];
  if (group === undefined || name === undefined || page === undefined) return null;
  return { group, name, page, beside: how === 'open' };
}
