export { installJobs } from './install.ts';
export { jobSchema, type Work } from './queues.ts';
export { type Jobs, openJobs } from './sender.ts';
export { type Handlers, startWorkers, type Workers } from './workers.ts';
