export { buryAgain } from './bury-again.ts';
export { retract } from './retract.ts';
export { takeOffAgain } from './undo-interactions.ts';
export { type Amount, countRetraction, deletable, itemOfPost, itemsOf, type Portion } from './worklist.ts';
