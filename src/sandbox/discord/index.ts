export { ApiError } from './api-error.ts';
export { NoMessage } from './interaction-view.ts';
export { NotSendable } from './not-sendable.ts';
export type * from './sandbox.ts';
export { type DiscordSandboxOptions, NobodyListening, startDiscordSandbox } from './start.ts';
