export { installJobs } from './install.ts';
export { queueNames, type Work } from './queues.ts';
export { type Jobs, openJobs } from './sender.ts';
export { startWorkers, type Workers } from './workers.ts';
