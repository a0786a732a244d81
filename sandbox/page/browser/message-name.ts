import type { APIMessage } from 'discord-api-types/payloads/v10';

/**
 * Returns words that tell a message from others, such as "Action 2, 14:05:09". The names of its buttons end with them,
 * because several messages have a button "Approve".
 */
export function messageName({ embeds: [embed], timestamp }: APIMessage): string {
  const about = embed?.footer?.text ?? embed?.title;
  return [about, new Date(timestamp).toLocaleTimeString('en-GB')].filter(Boolean).join(', ');
}
