import { sql } from 'kysely';
import { z } from 'zod';
import { User } from '../../../entities/akkoma/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { Refused } from '../../text/errors.ts';
import { retractNext } from '../batches/retraction-batches.ts';
import type { FollowContext, FollowResult } from '../operation.ts';
import { closeAccount } from './close-account.ts';
import { followRemoval, removalProgress } from './follow-removal.ts';

/** States as earlier versions of Steward stored them. */
const earlierStates: ReadonlyMap<unknown, string> = new Map([
  ['going on', 'waiting'],
  ['last admin', 'last_admin'],
]);

/** How far the server is with notifying other servers that the posts are deleted, before it removes the account too. */
const sendingProgress = z.object({
  phase: z.literal('sending'),
  /** `gone`: the account was removed in another way meanwhile. `last_admin`: it is the only active admin by now. */
  state: z.preprocess((kept) => earlierStates.get(kept) ?? kept, z.enum(['waiting', 'gone', 'last_admin'])),
  began: z.iso.datetime(),
  /** Since when there has been no progress. */
  moved: z.iso.datetime(),
  /** The number of jobs that the server has still to do. */
  unsent: z.int(),
  unsent_at_start: z.int(),
});

/** The progress of deleting the posts, before the account is closed. */
const postsProgress = z.object({ phase: z.literal('posts'), of: z.int(), left: z.int() });

const progress = z.discriminatedUnion('phase', [postsProgress, sendingProgress, removalProgress]);

export type PostsProgress = z.infer<typeof postsProgress>;

export type SendingProgress = z.infer<typeof sendingProgress>;

/**
 * Parses the stored progress of a removal.
 *
 * @throws ZodError for anything else.
 */
export const readRmProgress = (kept: unknown): z.infer<typeof progress> => progress.parse(kept);

/** Whether a removal with this stored progress has left to Steward, and not to Akkoma, what is still to be done. */
export function isOurs(kept: unknown): boolean {
  const { data } = progress.safeParse(kept);
  return data?.phase === 'posts' || (data?.phase === 'removal' && data.state === 'looking');
}

/**
 * How long the account stays open for the deliveries, in milliseconds: `still` without any progress, `whole` at most.
 */
const waitLimits = { still: 10 * 60_000, whole: 30 * 60_000 };

/**
 * Waits until the server has sent out the deletion of the posts, which it does only while their author is active; then
 * closes the account and continues as `followRemoval`. Posts that the account makes meanwhile are deleted too.
 *
 * @param id the account's FlakeId.
 * @param waits whether there is something to wait for; otherwise the account is closed immediately.
 */
export async function followSending(
  context: FollowContext,
  id: string,
  waits: boolean,
): Promise<FollowResult> {
  const { em, actionId, now } = context;
  const known = context.progress === null ? null : readRmProgress(context.progress);
  if (known?.phase === 'removal') return followRemoval(context, id);
  const before = known?.phase === 'sending' ? known : null;

  const user = await em.findOne(User, { id });
  if (user !== null) await retractNext(context, user, { withLater: true });
  const unsent = await countUnsent(em, actionId);
  const time = now.toISOString();
  const at: SendingProgress = {
    phase: 'sending',
    state: 'waiting',
    began: before?.began ?? time,
    moved: before === null || unsent < before.unsent ? time : before.moved,
    unsent,
    unsent_at_start: Math.max(before?.unsent_at_start ?? 0, unsent),
  };
  const waited = (since: string): number => now.getTime() - Date.parse(since);
  const isOver =
    !waits || unsent === 0 || waited(at.moved) >= waitLimits.still || waited(at.began) >= waitLimits.whole;
  if (user?.isActive === true && !isOver) return { state: 'waiting', progress: at };

  try {
    const closed = await closeAccount(context, id);
    if (!closed) return { state: 'finished', progress: { ...at, state: 'gone' } };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { state: 'given_up', progress: { ...at, state: 'last_admin' } };
  }
  return followRemoval({ ...context, progress: null }, id, waits);
}

/** Counts the publish jobs of this action that the server has not done yet. */
async function countUnsent(em: Em, action: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count
    from steward.changes ours join oban_jobs job on job.id = (ours.key ->> 'id')::bigint
    where ours.action_id = ${action} and ours.table_name = 'oban_jobs' and ours.before is null
      and job.queue = 'federator_outgoing' and job.state::text in ('available', 'scheduled', 'executing', 'retryable', 'suspended')`.execute(
    em.getKysely(),
  );
  return rows[0]?.count ?? 0;
}
