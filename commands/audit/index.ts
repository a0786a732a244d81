export { exportLog } from './export.ts';
export { verify } from './verify.ts';
