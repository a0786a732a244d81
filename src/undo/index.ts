export { accountsPutBack, type Harvest, lookAtUndoing, type Sample } from './look.ts';
export { losesRole } from './reports.ts';
export { judgeUndoing, takeBack } from './take-back.ts';
