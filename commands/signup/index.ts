export { approve } from './approve.ts';
export { list } from './list.ts';
export { reject } from './reject.ts';
