import { sql } from 'kysely';
import { setTime } from '../../entities/akkoma/index.ts';
import type { Em } from '../database/connection.ts';
import { flushRecorded } from '../database/entity-changes.ts';
import { openJournal } from '../database/journal.ts';
import type { Plan } from '../operations/index.ts';
import type { Json } from '../reply.ts';
import { type NewAction, withoutSecrets } from './action-row.ts';
import { appendToAudit } from './audit.ts';
import type { ActionDependencies, ActionRequest, Performed } from './request.ts';

/**
 * Does what was planned, in the transaction of `em` in which the action's state became `running`: the operation, what it
 * changed, the outcome, the state and the audit entry are committed together or not at all.
 */
export async function execute<Args extends object, Outcome extends Json>(
  { instance, flakeIds }: ActionDependencies,
  em: Em,
  request: ActionRequest<Args, Outcome>,
  { id, now }: NewAction,
  { plan, prepared }: { readonly plan: Plan; readonly prepared: unknown },
): Promise<Performed<Outcome>> {
  const { operation, args, secret } = request;
  const secrets: Record<string, string> = {};
  setTime(em, now);
  const outcome = await operation.apply(
    {
      em,
      actionId: id,
      instance,
      flakeIds,
      now,
      secret,
      prepared,
      journal: openJournal(em, id),
      reveal: (name, value) => {
        secrets[name] = value;
      },
      flush: () => flushRecorded(em, id),
    },
    args,
    plan,
  );
  await flushRecorded(em, id);
  await sql`
    update steward.actions
    set state = 'done', outcome = ${JSON.stringify(outcome)}::jsonb, updated_at = now(),
      args = ${JSON.stringify(withoutSecrets(operation, args))}::jsonb
    where id = ${id} and state = 'running'`.execute(em.getKysely());
  await appendToAudit(em, { event: 'action.done', ...entryOf(request), actionId: id, detail: outcome });
  return { actionId: id, plan, outcome, secrets };
}

/** What every audit entry about a request says. */
export const entryOf = <Args extends object, Outcome extends Json>(
  request: ActionRequest<Args, Outcome>,
) => ({
  caller: request.caller,
  interactionId: request.interactionId,
  command: request.operation.name,
  args: withoutSecrets(request.operation, request.args),
  reason: request.reason,
});
