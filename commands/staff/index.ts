export { link } from './link.ts';
export { list } from './list.ts';
export { pause } from './pause.ts';
export { resume } from './resume.ts';
export { show } from './show.ts';
export { unlink } from './unlink.ts';
