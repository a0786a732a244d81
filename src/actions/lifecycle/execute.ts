import { sql } from 'kysely';
import { setTime } from '../../../entities/akkoma/index.ts';
import { requireUnchanged } from '../../akkoma/schema/features.ts';
import { flushRecorded } from '../../database/change-records/entity-changes.ts';
import { openJournal } from '../../database/change-records/journal.ts';
import type { Em } from '../../database/connection/connection.ts';
import { terminatingIdleBlockers } from '../../database/connection/terminating-idle-blockers.ts';
import {
  useShortLockTimeout,
  useUsualLockTimeout,
  withShortLockTimeout,
} from '../../database/locks/lock-timeout.ts';
import { noteBatch, type OtherActions, type Plan, writesOf } from '../../operations/index.ts';
import type { Json } from '../../text/reply.ts';
import { type AuditEntryDraft, appendToAudit } from '../audit/append.ts';
import { logModeration } from '../audit/moderation-log.ts';
import type { ActionDependencies, ActionRequest, Performed } from '../request.ts';
import { type ChangedAction, changeState, redraw } from '../store/change-state.ts';
import { timeFromNow } from '../store/database-clock.ts';
import { type NewAction, shownOf, withoutSecrets } from '../store/insert-action.ts';
import { type ChangedActions, openOtherActions } from '../store/other-actions.ts';
import { startRefresh } from './refresh.ts';
import { resumeAfterUnlock } from './resume-after-unlock.ts';
import { notifySuperseded } from './superseded.ts';

/**
 * How long the process that received an interaction has to answer it before the job `card` does, in milliseconds. Only
 * that process knows the secrets of a private answer.
 */
export const requesterAnswerTime = 10_000;

interface Execution extends NewAction {
  readonly plan: Plan;
  readonly prepared: unknown;
  /** Whether the counts differ from those that people saw, so that the card must show the new ones. */
  readonly countsDiffer?: boolean;
}

/**
 * Applies the plan to an action that is `running`, in the transaction of `em`. The changes of the operation, their
 * records, the outcome, the state and the audit entry are committed together or not at all.
 */
export function execute<Args extends object, Outcome extends Json>(
  dependencies: ActionDependencies,
  em: Em,
  request: ActionRequest<Args, Outcome>,
  execution: Execution,
): Promise<Performed<Outcome>> {
  const work = () => executeNow(dependencies, em, request, execution);
  if (request.operation.control !== undefined) return terminatingIdleBlockers(em, work);
  return writesAkkomaTables(request, dependencies) ? withShortLockTimeout(work) : work();
}

async function executeNow<Args extends object, Outcome extends Json>(
  dependencies: ActionDependencies,
  em: Em,
  request: ActionRequest<Args, Outcome>,
  execution: Execution,
): Promise<Performed<Outcome>> {
  const { instance, operations, jobs } = dependencies;
  const { operation, caller, visibility } = request;
  const { id, plan } = execution;
  const isAkkomaWritten = writesAkkomaTables(request, dependencies);
  if (isAkkomaWritten) await useShortLockTimeout(em);
  const otherActions = openOtherActions(em, id);
  const { outcome, secrets } = await apply(dependencies, em, request, { ...execution, otherActions });
  const isUnfinished = await operation.isUnfinished?.({ em, actionId: id });
  if (isUnfinished === true) await noteBatch(em, id);
  const isFollowed = isUnfinished ?? operation.follow !== undefined;
  await recordOutcome(dependencies, em, request, { ...execution, outcome, isFollowed });
  if (operation.isOnQueueCards === true) await jobs.send(em, 'queue', { soon: true });
  if (operation.control === 'unlock') await resumeAfterUnlock(dependencies, em);
  const changed = otherActions.changed();
  await drawChanged(dependencies, em, changed);
  if (!isFollowed) await notifySuperseded(em, jobs, id);
  const later = visibility === 'private' ? await timeFromNow(em, requesterAnswerTime) : undefined;
  await redraw(em, jobs, { id, channelId: caller.channelId }, later);
  await request.beforeCommit?.(em);
  if ('users' in writesOf(operation, operations, request.args)) await startRefresh(dependencies, em, id);
  // An upgrade of Akkoma must not hold up an operation that writes none of its tables, above all `action.lock`.
  if (isAkkomaWritten) {
    await requireUnchanged(em, instance.features);
    await useUsualLockTimeout(em);
  }
  await appendToAudit(
    em,
    jobs,
    ...changed.undone.map((each) => entryAbout('action.undone', each, request, { by: id })),
    ...changed.kept.map((each) => entryAbout('action.kept', each, request, { by: id })),
    {
      event: isUnfinished === true ? 'action.begun' : isFollowed ? 'action.following' : 'action.done',
      ...entryOf(request),
      actionId: id,
      detail: outcome,
    },
  );
  return { actionId: id, plan, outcome, secrets };
}

/** Runs `apply` of the operation, and records what it changed. */
async function apply<Args extends object, Outcome extends Json>(
  { instance, operations, flakeIds }: ActionDependencies,
  em: Em,
  { operation, args, secret }: ActionRequest<Args, Outcome>,
  { id, now, plan, prepared, otherActions }: Execution & { readonly otherActions: OtherActions },
): Promise<Pick<Performed<Outcome>, 'outcome' | 'secrets'>> {
  const secrets: Record<string, string> = {};
  const { columns } = instance.features;
  const journal = openJournal(em, id, columns);
  setTime(em, now);
  const outcome = await operation.apply(
    {
      em,
      actionId: id,
      instance,
      operations,
      flakeIds,
      now,
      secret,
      prepared,
      journal,
      otherActions,
      reveal: (name, value) => {
        // `reveals` decides in advance who can run an action, so an operation without it must not reveal anything.
        if (operation.reveals !== true)
          throw new Error(`${operation.name} reveals a value without declaring it`);
        secrets[name] = value;
      },
      flush: () => flushRecorded(em, id, columns),
    },
    args,
    plan,
  );
  await flushRecorded(em, id, columns);
  const { logsAs } = operation;
  const unseen = logsAs === undefined ? null : { action: logsAs, account: String(plan.facts.id) };
  await logModeration({ journal, instance, now }, id, { unseen });
  return { outcome, secrets };
}

/** Writes the outcome and the next state, and enqueues the job that continues or reverses the action. */
async function recordOutcome<Args extends object, Outcome extends Json>(
  { jobs }: ActionDependencies,
  em: Em,
  { operation, args }: ActionRequest<Args, Outcome>,
  {
    id,
    plan,
    countsDiffer = false,
    outcome,
    isFollowed,
  }: Execution & { readonly outcome: Outcome; readonly isFollowed: boolean },
): Promise<void> {
  const length = operation.lasts?.(args) ?? null;
  const reversesAt = length === null ? null : await timeFromNow(em, length);
  await changeState(em, [id], {
    from: ['running'],
    to: isFollowed ? 'following' : 'done',
    set: [
      sql`current_plan = ${countsDiffer ? JSON.stringify(shownOf(plan)) : null}::jsonb`,
      sql`outcome = ${JSON.stringify(outcome)}::jsonb`,
      sql`args = ${JSON.stringify(withoutSecrets(operation, args))}::jsonb`,
      sql`deadline = null`,
      sql`reverses_at = ${reversesAt}`,
    ],
  });
  if (isFollowed) await jobs.send(em, 'follow', { action: id });
  else if (reversesAt !== null) await jobs.send(em, 'reverse', { action: id }, reversesAt);
}

/** Enqueues the cards of the actions that this one has changed. */
const drawChanged = ({ jobs }: ActionDependencies, em: Em, { undone, kept }: ChangedActions): Promise<void> =>
  jobs.sendAll(
    em,
    'card',
    [...undone, ...kept].filter(({ channelId }) => channelId !== null).map(({ id }) => ({ action: id })),
  );

const writesAkkomaTables = <Args extends object>(
  { operation, args }: Pick<ActionRequest<Args, Json>, 'operation' | 'args'>,
  { operations }: Pick<ActionDependencies, 'operations'>,
): boolean => Object.keys(writesOf(operation, operations, args)).length > 0;

/** Returns the audit entry about another action that a request has undone or kept. */
const entryAbout = (
  event: 'action.undone' | 'action.kept',
  { id, operation }: ChangedAction,
  { caller, interactionId, reason }: Pick<AuditEntryDraft, 'caller' | 'interactionId' | 'reason'>,
  detail: Json,
): AuditEntryDraft => ({
  event,
  caller,
  interactionId,
  actionId: id,
  command: operation,
  args: {},
  reason,
  detail,
});

/** Returns the properties that all audit entries about a request share. */
export const entryOf = <Args extends object, Outcome extends Json>(
  request: ActionRequest<Args, Outcome>,
) => ({
  caller: request.caller,
  interactionId: request.interactionId,
  command: request.operation.name,
  args: withoutSecrets(request.operation, request.args),
  reason: request.reason,
});
