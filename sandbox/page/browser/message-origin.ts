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
