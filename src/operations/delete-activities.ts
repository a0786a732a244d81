import { findLocalUser } from '../akkoma/find-local-user.ts';
import { type Amount, countRetraction, retract } from '../akkoma/retraction/index.ts';
import { Conflict } from '../errors.ts';
import { type Text, text } from '../text.ts';
import { defineOperation } from './operation.ts';
import { staffPrecaution } from './staff.ts';
import { writes } from './writes.ts';

/** Deletes an account's posts, likes, boosts and reactions; the account stays (behaviour.md 11). */
export const deleteActivities = defineOperation({
  name: 'user.delete_activities',
  tier: 'destructive',
  writes: writes.retracting,
  undo: {
    impossible: text`What other servers have deleted does not come back to them.`,
  },

  async plan({ em, instance }, { nickname }: { nickname: string }) {
    const user = await findLocalUser(em, instance, nickname);
    const target = user.nickname ?? user.apId;
    const amount = await countRetraction(em, user.apId);
    if (isNothing(amount)) {
      throw new Conflict(
        text`${target} has no posts, likes, boosts or reactions to delete; there is nothing to do.`,
      );
    }
    const { warnings, ...precaution } = staffPrecaution(user);
    return {
      target,
      ...precaution,
      counts: countsOf(amount),
      samples: [],
      warnings: [
        ...warnings,
        ...warningsOf(amount),
        text`Copies on other servers go only if those servers do as they are asked.`,
      ],
      facts: { apId: user.apId },
      readings: { isActive: user.isActive },
    };
  },

  async apply(writing, _args, { target, facts, readings }) {
    const amount = await retract(writing, {
      apId: String(facts.apId),
      isActive: readings?.isActive === true,
    });
    return { nickname: target, ...countsOf(amount) };
  },
});

/**
 * Whether there is nothing that could be deleted.
 *
 * @param orphans whether what can be undone in name only, as a boost of a post that is not here, counts too.
 */
export const isNothing = (amount: Amount, { orphans = true } = {}): boolean =>
  amount.posts + amount.likes + amount.boosts + amount.reactions + (orphans ? amount.orphans : 0) === 0;

/** What is to go, by the words that people know. */
export const countsOf = ({ posts, likes, boosts, reactions }: Amount) => ({
  posts,
  likes,
  boosts,
  reactions,
});

export const warningsOf = ({ orphans }: Amount): Text[] =>
  orphans === 0
    ? []
    : [text`Boosts of posts that this server no longer has cannot be taken back: ${orphans} of them stay.`];
