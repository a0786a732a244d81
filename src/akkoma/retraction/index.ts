export { buryAgain } from './bury-again.ts';
export { retract } from './retract.ts';
export { takeOffAgain } from './undo-interactions.ts';
export { type Amount, countRetraction, deletable, itemsOf, itemsOfPosts, type Portion } from './worklist.ts';
