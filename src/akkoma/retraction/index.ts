export { retract } from './retract.ts';
export type { Retracted, Retracting } from './retracting.ts';
export { type Amount, countRetraction } from './worklist.ts';
