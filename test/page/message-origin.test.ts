import type { APIMessage, APIMessageInteractionMetadata } from 'discord-api-types/v10';
import { expect, it } from 'vitest';
import { commandBehind, messagePressed, quoteInstead } from '../../sandbox/page/browser/message-origin.ts';

const ada = { id: '10', username: 'ada' };
const command = { id: '1', type: 2, user: ada, name: 'user rm' };
const press = { id: '2', type: 3, user: ada, interacted_message_id: '99' };

function answerTo(metadata: object): APIMessage {
  return { id: '100', interaction_metadata: metadata } as APIMessage;
}

it('traces an answer to its command, past the modal in between', () => {
  expect(commandBehind(answerTo(command))).toEqual({ name: 'user rm', user: ada });
  const submitted = { id: '3', type: 5, user: ada, triggering_interaction_metadata: command };
  expect(commandBehind(answerTo(submitted))).toEqual({ name: 'user rm', user: ada });
});

it('traces an answer to the message whose button was pressed, past the modal in between', () => {
  const submitted = { id: '3', type: 5, user: ada, triggering_interaction_metadata: press };
  for (const metadata of [press, submitted]) {
    expect(messagePressed(metadata as unknown as APIMessageInteractionMetadata)).toBe('99');
    expect(commandBehind(answerTo(metadata))).toBeUndefined();
  }
  expect(messagePressed(command as unknown as APIMessageInteractionMetadata)).toBeUndefined();
});

it('quotes a message without content as Discord does: the answer to a command, and any other', () => {
  const card = { ...answerTo(command), content: '', embeds: [{ title: 'Done' }], attachments: [] };
  expect(quoteInstead(card)).toEqual({ kind: 'command', words: 'Click to see command' });
  const pressed = { ...card, interaction_metadata: press } as unknown as APIMessage;
  expect(quoteInstead(pressed)).toEqual({ kind: 'attachment', words: 'Click to see attachment' });
  expect(quoteInstead({ ...card, content: 'Approval needed' })).toBeUndefined();
});
