export { createAuditChannel } from './audit-channel.ts';
export { createCards } from './cards.ts';
export { createClient, startBot } from './client.ts';
export { followClock } from './clock-steps.ts';
export { membersOf } from './members.ts';
export { menuOf } from './menu.ts';
export { createMissingCards } from './missing-cards.ts';
export { isRegistered } from './registration.ts';
