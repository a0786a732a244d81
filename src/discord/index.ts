export { createCards } from './cards.ts';
export { createClient, startBot } from './client.ts';
export { membersOf } from './members.ts';
