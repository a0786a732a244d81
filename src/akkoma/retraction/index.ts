export { retract } from './retract.ts';
export { type Amount, countRetraction } from './worklist.ts';
