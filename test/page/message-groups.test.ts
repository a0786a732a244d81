import { type APIMessage, MessageFlags } from 'discord-api-types/v10';
import { describe, expect, it } from 'vitest';
import { continues } from '../../sandbox/page/browser/message-groups.ts';

const before = message({});

function message(parts: object, minutes = 0): APIMessage {
  const timestamp = new Date(Date.UTC(2026, 0, 1, 12, minutes)).toISOString();
  const whole: unknown = { id: String(minutes), author: { id: '1' }, flags: 0, timestamp, ...parts };
  return whole as APIMessage;
}

describe('a message', () => {
  it('continues the one before it where that has the same author and is minutes old', () => {
    expect(continues(message({}, 6), before)).toBe(true);
    expect(continues(message({}, 7), before)).toBe(false);
    expect(continues(message({ author: { id: '2' } }), before)).toBe(false);
    expect(continues(message({}), undefined)).toBe(false);
  });

  it('has a head of its own where it is a reply, or is ephemeral', () => {
    const metadata = { type: 3, interacted_message_id: '77' };
    expect(continues(message({ interaction_metadata: metadata }), before)).toBe(false);
    expect(continues(message({ interaction: { name: 'user list' } }), before)).toBe(false);
    expect(continues(message({ referenced_message: before }), before)).toBe(false);
    expect(continues(message({ flags: MessageFlags.Ephemeral }), before)).toBe(false);
  });
});
