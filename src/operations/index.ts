export {
  defineOperation,
  fingerprint,
  type Operation,
  type Plan,
  type Reading,
  type Tier,
  type Writing,
} from './operation.ts';
export { activate, deactivate } from './set-activation.ts';
export { activateAllFromInstance, deactivateAllFromInstance } from './set-activation-of-instance.ts';
export { tag, untag } from './tags.ts';
