/**
 * Declarations for the zod schemas of the package, which ships none: the request schemas that the sandbox checks bodies
 * with, each with the type of its output, and the response schemas that tests check the sandbox's responses with.
 *
 * `setStrictObject` is left out on purpose. The schemas are built while the module loads, so a later call changes
 * nothing, and Discord itself ignores unknown fields.
 */
declare module 'discord-api-spec/zod' {
  import type {
    APIApplicationCommandAutocompleteResponse,
    APIModalInteractionResponse,
  } from 'discord-api-types/v10';
  import type { ZodMiniType } from 'zod/mini';

  // An ambient module must use import types here: with a relative import declaration every type would be `any`.
  type CommandBody = import('./command-body.ts').CommandBody;
  type MessageBody = import('./message-body.ts').MessageBody;

  export const MessageCreateRequestSchema: ZodMiniType<MessageBody>;
  export const MessageEditRequestPartialSchema: ZodMiniType<MessageBody>;
  export const IncomingWebhookInteractionRequestSchema: ZodMiniType<MessageBody>;
  export const IncomingWebhookUpdateRequestPartialSchema: ZodMiniType<MessageBody>;
  export const CreateMessageInteractionCallbackRequestSchema: ZodMiniType<{
    type: 4 | 5;
    data?: MessageBody | null;
  }>;
  export const UpdateMessageInteractionCallbackRequestSchema: ZodMiniType<{
    type: 6 | 7;
    data?: MessageBody | null;
  }>;
  export const ApplicationCommandAutocompleteCallbackRequestSchema: ZodMiniType<APIApplicationCommandAutocompleteResponse>;
  export const ModalInteractionCallbackRequestSchema: ZodMiniType<APIModalInteractionResponse>;
  export const ApplicationCommandCreateRequestSchema: ZodMiniType<CommandBody>;
  export const ApplicationCommandUpdateRequestSchema: ZodMiniType<CommandBody>;
  export const ApplicationCommandPatchRequestPartialSchema: ZodMiniType<Partial<CommandBody>>;
  export const UserPIIResponseSchema: ZodMiniType<unknown>;
  export const PrivateApplicationResponseSchema: ZodMiniType<unknown>;
}
