export { type Bot, type BotOptions, createClient, startBot } from './client.ts';
export { watchClock } from './clock-steps.ts';
export { membersOf } from './members.ts';
export { commandsOf } from './menu.ts';
export { createAuditChannel } from './messages/audit-channel.ts';
export { createCards } from './messages/cards.ts';
export type { CommandIds } from './messages/command-mention.ts';
export { createMissingCards } from './messages/missing-cards.ts';
export { isRegistered } from './registration.ts';
