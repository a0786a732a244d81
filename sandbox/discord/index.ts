export { ApiError } from './api-error.ts';
export { NoMessage } from './interaction-view.ts';
export { NotSendable } from './not-sendable.ts';
export type * from './sandbox.ts';
export { NoSession } from './sending.ts';
export { type DiscordSandboxOptions, startDiscordSandbox } from './start.ts';
export type * from './traffic.ts';
