import { ActionSchema } from './action.ts';
import { AuditEntrySchema } from './audit-entry.ts';
import { ChangeSchema } from './change.ts';
import { DraftSchema } from './draft.ts';
import { InteractionSchema } from './interaction.ts';
import { LockSchema } from './lock.ts';
import { PauseSchema } from './pause.ts';
import { StaffLinkSchema } from './staff-link.ts';
import { VoteSchema } from './vote.ts';

export { Action, actionStates } from './action.ts';
export { AuditEntry } from './audit-entry.ts';
export { Change } from './change.ts';
export { Draft } from './draft.ts';
export { Interaction } from './interaction.ts';
export { Lock } from './lock.ts';
export { Pause } from './pause.ts';
export { StaffLink } from './staff-link.ts';
export { Vote } from './vote.ts';

export const stewardEntities = [
  ActionSchema,
  AuditEntrySchema,
  ChangeSchema,
  DraftSchema,
  InteractionSchema,
  LockSchema,
  PauseSchema,
  StaffLinkSchema,
  VoteSchema,
];
