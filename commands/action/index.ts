export { cancel } from './cancel.ts';
export { deny } from './deny.ts';
export { keep } from './keep.ts';
export { lock } from './lock.ts';
export { retry } from './retry.ts';
export { undo } from './undo.ts';
export { undoAll } from './undo-all.ts';
export { unlock } from './unlock.ts';
