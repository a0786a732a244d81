export { retract } from './retract.ts';
export { type Amount, countRetraction, deletable } from './worklist.ts';
