export { type Remembers, readChanges } from './read-changes.ts';
export { type Behind, type BotControl, underneathRoutes } from './routes.ts';
