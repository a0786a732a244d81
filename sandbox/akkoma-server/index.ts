export { deletePosts } from './delete-posts.ts';
export { openRecords, type ServerSettings } from './records.ts';
export { type AkkomaServer, startAkkomaServer } from './server.ts';
