export { deleteNote } from './delete-note.ts';
export { dismiss } from './dismiss.ts';
export { list } from './list.ts';
export { note } from './note.ts';
export { reopen } from './reopen.ts';
export { resolve } from './resolve.ts';
