import { type APIMessage, MessageFlags } from 'discord-api-types/payloads/v10';
import { commandBehind, messagePressed } from './message-origin.ts';

const SAME_GROUP_MILLISECONDS = 7 * 60 * 1000;

/**
 * Whether a message is shown without a heading under the message before it. As in Discord, this applies to messages of
 * the same author within 7 minutes.
 */
export function continues(message: APIMessage, before: APIMessage | undefined): boolean {
  return (
    before !== undefined &&
    before.author.id === message.author.id &&
    isEphemeral(before) === isEphemeral(message) &&
    Date.parse(message.timestamp) - Date.parse(before.timestamp) < SAME_GROUP_MILLISECONDS &&
    !answersSomething(message)
  );
}

function answersSomething(message: APIMessage): boolean {
  const { interaction_metadata: metadata, referenced_message: referenced } = message;
  const pressed = metadata && messagePressed(metadata);
  return (
    Boolean(referenced) ||
    commandBehind(message) !== undefined ||
    (pressed !== undefined && pressed !== message.id)
  );
}

function isEphemeral({ flags }: APIMessage): boolean {
  return ((flags ?? 0) & MessageFlags.Ephemeral) !== 0;
}
