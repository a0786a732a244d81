import { ActionSchema } from './action.ts';
import { AuditEntrySchema } from './audit-entry.ts';
import { ChangeSchema } from './change.ts';
import { InteractionSchema } from './interaction.ts';

export { Action } from './action.ts';
export { AuditEntry } from './audit-entry.ts';
export { Change } from './change.ts';
export { Interaction } from './interaction.ts';

export const stewardEntities = [ActionSchema, AuditEntrySchema, ChangeSchema, InteractionSchema];
