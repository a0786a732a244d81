import type { Action } from '../../entities/steward/index.ts';
import type { AuditEntryDraft } from './audit.ts';

/** What is written down about an action that was made to last. */
export const keptEntry = (
  { id, operation }: Pick<Action, 'id' | 'operation'>,
  { caller, interactionId, reason }: Pick<AuditEntryDraft, 'caller' | 'interactionId' | 'reason'>,
): AuditEntryDraft => ({
  event: 'action.kept',
  caller,
  interactionId,
  actionId: id,
  command: operation,
  args: {},
  reason,
  detail: {},
});
