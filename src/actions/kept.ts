import type { Action } from '../../entities/steward/index.ts';
import type { Em } from '../database/connection.ts';
import type { Jobs } from '../jobs/index.ts';
import { appendToAudit } from './audit.ts';
import type { Caller } from './policy.ts';

/** Writes down that an action was made to last. */
export const auditKept = (
  em: Em,
  jobs: Jobs,
  { caller, interactionId, reason }: { caller: Caller; interactionId: string | null; reason: string | null },
  { id, operation }: Action,
): Promise<void> =>
  appendToAudit(em, jobs, {
    event: 'action.kept',
    caller,
    interactionId,
    actionId: id,
    command: operation,
    args: {},
    reason,
    detail: {},
  });
