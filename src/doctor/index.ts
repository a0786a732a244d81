export { examineRunning } from './at-start.ts';
export { examineAll } from './doctor.ts';
export type { Outcome } from './examine.ts';
