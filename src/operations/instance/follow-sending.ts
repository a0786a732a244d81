import { sql } from 'kysely';
import { z } from 'zod';
import { User } from '../../../entities/akkoma/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { Refused } from '../../text/errors.ts';
import { retractNext } from '../batches/retraction-batches.ts';
import type { FollowContext, FollowResult } from '../operation.ts';
import { closeAccount } from './close-account.ts';
import { followRemoval, removalProgress } from './follow-removal.ts';

/** How far the server is with telling others that the posts are gone, before the account goes too. */
const sendingProgress = z.object({
  phase: z.literal('sending'),
  /** `gone`: someone else removed the account meanwhile. `last admin`: it is the only active admin's by now. */
  state: z.enum(['going on', 'gone', 'last admin']),
  began: z.iso.datetime(),
  /** Since when it came no further. */
  moved: z.iso.datetime(),
  /** Jobs that the server has still to do. */
  unsent: z.int(),
  unsent_at_start: z.int(),
});

/** How far deleting the posts is, before the account goes. */
const postsProgress = z.object({ phase: z.literal('posts'), of: z.int(), left: z.int() });

const progress = z.discriminatedUnion('phase', [postsProgress, sendingProgress, removalProgress]);

export type PostsProgress = z.infer<typeof postsProgress>;

export type SendingProgress = z.infer<typeof sendingProgress>;

/** Reads back how far a removal is; @throws ZodError for anything else. */
export const readRmProgress = (kept: unknown): z.infer<typeof progress> => progress.parse(kept);

/** How long the account stays for it where the server sends nothing any more, and at most, in milliseconds. */
const patience = { still: 10 * 60_000, whole: 30 * 60_000 };

/**
 * Waits until the server has sent out that the posts are gone, which it does only while their author is active, then
 * closes the account, and goes on as `followRemoval`. What the account says meanwhile is deleted too.
 *
 * @param id the account's FlakeId.
 * @param waits whether there is something to wait for; else the account is closed at once.
 */
export async function followSending(
  following: FollowContext,
  id: string,
  waits: boolean,
): Promise<FollowResult> {
  const { em, actionId, now } = following;
  const known = following.progress === null ? null : readRmProgress(following.progress);
  if (known?.phase === 'removal') return followRemoval(following, id);
  const before = known?.phase === 'sending' ? known : null;

  const user = await em.findOne(User, { id });
  if (user !== null) await retractNext(following, user, { withLater: true });
  const unsent = await countUnsent(em, actionId);
  const time = now.toISOString();
  const at: SendingProgress = {
    phase: 'sending',
    state: 'going on',
    began: before?.began ?? time,
    moved: before === null || unsent < before.unsent ? time : before.moved,
    unsent,
    unsent_at_start: Math.max(before?.unsent_at_start ?? 0, unsent),
  };
  const waited = (since: string): number => now.getTime() - Date.parse(since);
  const isOver =
    !waits || unsent === 0 || waited(at.moved) >= patience.still || waited(at.began) >= patience.whole;
  if (user?.isActive === true && !isOver) return { state: 'going on', progress: at };

  try {
    const closed = await closeAccount(following, id);
    if (!closed) return { state: 'finished', progress: { ...at, state: 'gone' } };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { state: 'given up', progress: { ...at, state: 'last admin' } };
  }
  return followRemoval({ ...following, progress: null }, id, waits);
}

/** How many of the jobs to publish, which this action has put into the queue, the server has not done yet. */
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
