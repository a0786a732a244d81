import { sql } from 'kysely';
import type { User } from '../../entities/akkoma/index.ts';
import { uuidFromFlakeId } from '../../entities/types/flake-id-text.ts';
import { countEndings, setActivation } from '../akkoma/activation.ts';
import { findTarget } from '../akkoma/find-target.ts';
import { findUser } from '../akkoma/find-user.ts';
import { Conflict, Stale } from '../errors.ts';
import { text } from '../text.ts';
import { lasting, lengthOf } from './for-a-time.ts';
import { defineOperation, type Plan, type Reading, type Writing } from './operation.ts';
import { refuseToLoseLastAdmin, staffPrecaution } from './staff.ts';
import { writes } from './writes.ts';

interface DeactivateArgs {
  readonly nickname: string;
  readonly keep_followers: boolean;
  /** For how long, such as `7d`. */
  readonly for?: string | undefined;
}

/** Lets an account be used again (behaviour.md 6). */
export const activate = defineOperation({
  name: 'user.activate',
  tier: 'routine',
  writes: writes.activating,
  undo: 'recorded',

  async plan(reading, { nickname }: { nickname: string }) {
    const user = await findUser(reading.em, reading.instance, nickname);
    if (user.isActive)
      throw new Conflict(text`${nicknameOf(user)} is already active; there is nothing to do.`);
    return planFor(reading, user, false);
  },

  apply: (writing, _args, plan) => changeActivation(writing, plan, true, true),
});

/**
 * Shuts an account out. Its local followers are unsubscribed, as the manual says, unless they are to be kept, which is
 * what Akkoma's command line does (behaviour.md 6).
 */
export const deactivate = defineOperation({
  name: 'user.deactivate',
  tier: 'routine',
  writes: writes.unfollowing,
  undo: 'recorded',

  async plan(reading, { nickname, keep_followers, for: time }: DeactivateArgs) {
    const user = await findTarget(reading.em, reading.instance, nickname);
    if (!user.isActive)
      throw new Conflict(text`${nicknameOf(user)} is already deactivated; there is nothing to do.`);
    await refuseToLoseLastAdmin(reading.em, user);
    return lasting(await planFor(reading, user, !keep_followers), time);
  },

  lasts: ({ for: time }) => lengthOf(time),
  apply: (writing, { keep_followers }, plan) => changeActivation(writing, plan, false, keep_followers),
});

async function planFor({ em }: Reading, user: User, unsubscribe: boolean): Promise<Plan> {
  const { follows, followers } = await countEndings(em, sql`select ${uuidFromFlakeId(user.id)}::uuid`);
  return {
    target: nicknameOf(user),
    counts: {
      'follows of local accounts that end': follows,
      ...(unsubscribe ? { 'local followers unsubscribed': followers } : {}),
    },
    samples: [],
    ...staffPrecaution(user),
    facts: { id: user.id },
  };
}

async function changeActivation(
  writing: Writing,
  { target, facts }: Plan,
  active: boolean,
  keepFollowers: boolean,
) {
  const account = sql`select ${uuidFromFlakeId(String(facts.id))}::uuid`;
  const { accounts, follows, followers } = await setActivation(writing, account, { active, keepFollowers });
  if (accounts === 0) {
    throw new Stale(text`${target} was changed by someone else just now, and nothing was done. Ask again.`);
  }
  return { nickname: target, active, follows_ended: follows, followers_unsubscribed: followers };
}

const nicknameOf = (user: User): string => user.nickname ?? user.apId;
