export { deletePosts } from './delete-posts.ts';
export { createOutsiders, type Outsiders } from './outsiders.ts';
export { writePost } from './post.ts';
export { openRecords, type ServerSettings } from './records.ts';
export { registerAccount } from './register.ts';
export { fileReport } from './report.ts';
export { type AkkomaServer, startAkkomaServer } from './server.ts';
