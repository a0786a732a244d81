export { examineRunning } from './at-start.ts';
export { examineAll } from './doctor.ts';
export type { Outcome } from './examine.ts';
export { findGlobalCommands } from './global-commands.ts';
