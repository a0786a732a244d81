/**
 * The package ships its zod schemas without declarations. Named here are the request schemas that the sandbox checks
 * with, and what each lets through; and the response schemas to which its answers are held.
 *
 * `setStrictObject` is left out on purpose: the schemas are built while the module loads, so a later call changes
 * nothing; and Discord itself ignores fields it does not know.
 */
declare module 'discord-api-spec/zod' {
  import type {
    APIApplicationCommandAutocompleteResponse,
    APIModalInteractionResponse,
  } from 'discord-api-types/v10';
  import type { ZodMiniType } from 'zod/mini';

  // An ambient module may not hold a relative import declaration, only import types: with one, every type is `any`.
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
