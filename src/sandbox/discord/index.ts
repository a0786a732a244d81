export { ApiError } from './api-error.ts';
export { NoMessage } from './interaction-view.ts';
export { NotSendable } from './not-sendable.ts';
export type {
  DiscordSandbox,
  Misbehaviour,
  SandboxAnswer,
  SandboxGuild,
  SandboxInteraction,
  SandboxPerson,
  SandboxRequest,
} from './sandbox.ts';
export { type DiscordSandboxOptions, NobodyListening, startDiscordSandbox } from './start.ts';
