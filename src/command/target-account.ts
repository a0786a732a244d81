import { countEarlier, type StoredPlan } from '../actions/index.ts';
import { readAccountSummary } from '../akkoma/lookup/account-summary.ts';
import type { ReadContext } from '../operations/index.ts';
import { plural } from '../text/plural.ts';
import type { ReplyAccount, ReplyField } from '../text/reply.ts';
import { type Text, text } from '../text/text.ts';

/** The account that an action is about, as a card shows it. */
export interface TargetAccount {
  readonly account: ReplyAccount;
  readonly field: ReplyField;
}

/** The facts of a plan that is about a single account have its FlakeId. */
const flakeId = /^[0-9A-Za-z]{18}$/;

/** Returns the FlakeId of the single account that a plan is about; null where it is about none. */
export function accountIdIn({ facts }: Pick<StoredPlan, 'facts'>): string | null {
  const id = facts?.id;
  return typeof id === 'string' && flakeId.test(id) ? id : null;
}

/**
 * Reads the account that a plan is about: picture, age, size, and earlier actions of Steward's on it.
 *
 * @param before the number of the action itself, which is not counted; null where it has none yet.
 * @returns null where the plan is about no single account.
 */
export async function targetAccountOf(
  { em, instance }: Pick<ReadContext, 'em' | 'instance'>,
  { target, facts }: Pick<StoredPlan, 'target' | 'facts'>,
  before: number | null,
): Promise<TargetAccount | null> {
  const id = accountIdIn({ facts });
  if (id === null) return null;
  const summary = await readAccountSummary(em, instance, id);
  if (summary === null) return null;
  const { nickname, profile, avatar, local, since, posts, followers } = summary;
  const earlier = await countEarlier(em, target, before);
  const counted = (count: number, one: string, other: string): Text[] =>
    count === 0 ? [] : [text` · ${count} ${[plural(count, one, other)]}`];
  return {
    account: { name: nickname, profile, avatar },
    field: {
      name: 'Account',
      value: text`${[local ? 'Registered' : 'First seen']} ${since}${counted(posts, 'post', 'posts').flat()}${counted(followers, 'follower', 'followers').flat()}${counted(earlier, 'earlier action', 'earlier actions').flat()}`,
    },
  };
}
