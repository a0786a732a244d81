export { accountsPutBack, type Harvest, lookAtUndoing, type Sample } from './look.ts';
export { judgeUndoing, takeBack } from './take-back.ts';
