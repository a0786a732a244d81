export { activateAll } from './activate-all.ts';
export { confirmAll } from './confirm-all.ts';
export { deactivateAll } from './deactivate-all.ts';
export { show } from './show.ts';
export { unconfirmAll } from './unconfirm-all.ts';
