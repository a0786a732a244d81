export { deletePost } from './delete.ts';
export { markSensitive } from './mark-sensitive.ts';
export { setVisibility } from './set-visibility.ts';
export { show } from './show.ts';
export { unmarkSensitive } from './unmark-sensitive.ts';
