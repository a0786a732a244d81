import { sql } from 'kysely';
import { z } from 'zod';
import { flakeIdFromUuid } from '../../../entities/types/flake-id-text.ts';
import type { Em } from '../../database/connection/connection.ts';
import { Conflict } from '../../text/errors.ts';
import { command, joinTexts, type Text, text } from '../../text/text.ts';
import { actingAccount } from '../acting-account.ts';
import { closeAccounts } from '../instance/close-account.ts';
import { followRemoval, type RemovalProgress, removalProgress } from '../instance/follow-removal.ts';
import { sendToAll } from '../notify/notifying.ts';
import {
  defineOperation,
  type FollowContext,
  type FollowResult,
  type Plan,
  type ReadContext,
} from '../operation.ts';
import { refuseToLoseLastAdmin } from '../staff.ts';
import { writes } from '../writes.ts';
import {
  about,
  findNamed,
  idsOf,
  lockWaiting,
  type Named,
  nicknameOf,
  outlineOf,
  planFor,
  type SignUpArgs,
  type SignUpFacts,
} from './sign-ups.ts';

/**
 * Rejects accounts that await approval, as one act (behaviour.md 24.3): they are deleted, and their nicknames and
 * addresses become available again. By decision this works for a deactivated account too, of which the Admin API says
 * that it was deleted, and does nothing.
 */
export const reject = defineOperation({
  name: 'signup.reject',
  isOnQueueCards: true,
  tier: 'destructive',
  raisedBy: ['staff', 'many'],
  forModerators: true,
  writes: writes.closing,
  reads: ['following_relationships', 'objects'],
  undo: { impossible: text`A deleted account cannot be restored. Its owner can register again.` },

  preflight: async (context, args: SignUpArgs) => outlineOf(await findRejectable(context, args)),

  async plan(context, args: SignUpArgs): Promise<Plan<SignUpFacts>> {
    const named = await findRejectable(context, args);
    return {
      ...(await planFor(context, 'signup.reject', named, args, [consequenceFor(named)])),
      counts: { accounts_to_reject: named.waiting.length },
    };
  },

  targets: async (context, args) => (await findNamed(context, args)).waiting.map(nicknameOf),

  async apply(context, _args, plan) {
    const users = await lockWaiting(context.em, plan);
    const notified = plan.mail === undefined ? {} : { notified: plan.mail.preset };
    // The addresses are deleted with the accounts.
    if (plan.mail !== undefined) await sendToAll(context, users, plan.mail);
    const outcome = { accounts: users.map(nicknameOf), ids: users.map(({ id }) => id), ...notified };
    await closeAccounts(context, users, await actingAccount(context));
    return outcome;
  },

  isLeftToAkkoma: () => true,

  follow: (context, _args, { ids }) => followAll(context, ids),
});

const consequenceFor = ({ waiting }: Named): Text =>
  waiting.length === 1
    ? text`Akkoma deletes the account, and its nickname becomes available again.`
    : text`Akkoma deletes the accounts, and their nicknames become available again.`;

/**
 * Finds the accounts to reject.
 *
 * @throws Conflict where none of them awaits approval; Refused for the only active admins; what `findTargets` throws.
 */
async function findRejectable(context: ReadContext, args: SignUpArgs): Promise<Named> {
  const named = await findNamed(context, args);
  const { waiting, approved, remote } = named;
  if (waiting.length === 0) {
    const deleting = text`To delete ${[approved.length === 1 ? 'it' : 'them']}, use ${command('user rm')}.`;
    throw new Conflict(
      joinTexts(
        [
          ...about(approved, ['is already approved.', 'Already approved']),
          ...(approved.length === 0 ? [] : [deleting]),
          ...about(remote, ['is a remote account.', 'Remote']),
        ],
        ' ',
      ),
    );
  }
  await refuseToLoseLastAdmin(context.em, ...waiting);
  return named;
}

/** How far the server is with deleting the rejected accounts. */
const rejectionProgress = z.object({
  of: z.int(),
  /** How many of them are still there. */
  left: z.int(),
  /** How far it is with each of these, by their FlakeIds. */
  removals: z.record(z.string(), removalProgress),
});

type RejectionProgress = z.infer<typeof rejectionProgress>;

/**
 * Parses the stored progress of a rejection.
 *
 * @throws ZodError for anything else.
 */
export const readRejectionProgress = (kept: unknown): RejectionProgress => rejectionProgress.parse(kept);

/** The state of the account that has come least far. */
export function slowestOf({ removals }: RejectionProgress): RemovalProgress['state'] {
  const states = new Set(Object.values(removals).map(({ state }) => state));
  return fromSlowest.find((state) => states.has(state)) ?? 'finished';
}

const fromSlowest = ['stuck', 'untaken', 'waiting', 'taken', 'looking'] as const;

/** Checks which accounts are still there, and how far the server is with each of them (behaviour.md 12.1). */
async function followAll(context: FollowContext, ids: readonly string[]): Promise<FollowResult> {
  const before = context.progress === null ? null : readRejectionProgress(context.progress);
  const followed = new Map<string, FollowResult>();
  for (const id of await stillThere(context.em, ids)) {
    const progress = before?.removals[id] ?? null;
    followed.set(id, await followRemoval({ ...context, progress }, id));
  }
  const states = [...followed.values()].map(({ state }) => state);
  const removals = [...followed].map(([id, { progress }]) => [id, removalProgress.parse(progress)] as const);
  return {
    state: states.includes('waiting') ? 'waiting' : states.includes('given_up') ? 'given_up' : 'finished',
    progress: { of: ids.length, left: followed.size, removals: Object.fromEntries(removals) },
  };
}

async function stillThere(em: Em, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from users where id in (${idsOf(ids)}) order by id`.execute(em.getKysely());
  return rows.map(({ id }) => flakeIdFromUuid(id));
}
