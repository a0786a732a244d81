import type { APIEmbed, APIMessage } from 'discord-api-types/v10';
import { expect, it } from 'vitest';
import { messageName } from '../../sandbox/page/browser/message-name.ts';

const at = new Date(2026, 0, 2, 14, 5, 9).toISOString();
const nameOf = (...embeds: APIEmbed[]) => messageName({ embeds, timestamp: at } as APIMessage);

it('names a message by its footer or title and its time', () => {
  expect(nameOf({ title: 'Done', footer: { text: 'Action 2' } })).toBe('Action 2, 14:05:09');
  expect(nameOf({ title: 'Approval required' })).toBe('Approval required, 14:05:09');
  expect(nameOf()).toBe('14:05:09');
});
