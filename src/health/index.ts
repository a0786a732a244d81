export { type Health, openHealth } from './health.ts';
