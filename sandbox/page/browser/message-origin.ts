import {
  type APIMessage,
  type APIMessageInteractionMetadata,
  type APIUser,
  InteractionType,
} from 'discord-api-types/payloads/v10';

/** Returns the command that a message answers, directly or through the command's modal, and who used it. */
export function commandBehind({
  interaction,
  interaction_metadata: metadata,
}: APIMessage): { name: string; user: APIUser } | undefined {
  if (interaction) return interaction;
  const trigger = metadata && 'triggering_interaction_metadata' in metadata;
  const command = trigger ? metadata.triggering_interaction_metadata : metadata;
  return command?.type === InteractionType.ApplicationCommand && 'name' in command
    ? { name: String(command.name), user: command.user }
    : undefined;
}

/** Returns the id of the message whose component led to an answer, directly or through a modal. */
export function messagePressed(metadata: APIMessageInteractionMetadata): string | undefined {
  if ('interacted_message_id' in metadata) return metadata.interacted_message_id;
  return 'triggering_interaction_metadata' in metadata
    ? messagePressed(metadata.triggering_interaction_metadata)
    : undefined;
}

/**
 * Returns what Discord's client quotes of a message without content where another replies to it; undefined for a message
 * with content. It does not name embeds: an answer to a command counts as one, and any other embed as an attachment.
 */
export function quoteInstead(
  message: APIMessage,
): { kind: 'command' | 'attachment'; words: string } | undefined {
  if (message.content !== '') return undefined;
  return commandBehind(message)
    ? { kind: 'command', words: 'Click to see command' }
    : { kind: 'attachment', words: 'Click to see attachment' };
}
