export { type Bot, startBot } from './client.ts';
