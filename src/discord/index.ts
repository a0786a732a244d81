export { startBot } from './client.ts';
