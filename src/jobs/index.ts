export { installJobs } from './install.ts';
export { type JobPayloads, type QueueName, queueNames } from './queues.ts';
export { type Jobs, openJobs } from './sender.ts';
export { startWorkers, type Workers } from './workers.ts';
