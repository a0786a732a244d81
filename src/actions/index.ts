export { AlreadyClaimed, forgetOldClaims } from './claim.ts';
export { createPerform, type Perform, type Performed } from './perform.ts';
export { type Access, type Caller, createGate, type Gate, openGate } from './policy.ts';
export { createRecordRefusal, type RecordRefusal } from './refusals.ts';
