import { countEarlier, type StoredPlan } from '../actions/index.ts';
import { readAccountSummary } from '../akkoma/lookup/account-summary.ts';
import { countOpenReports } from '../akkoma/reports/index.ts';
import type { ReadContext } from '../operations/index.ts';
import type { ReplyAccount, ReplyField } from '../text/reply.ts';
import { joinTexts, text } from '../text/text.ts';
import { accountNumbers, openReports, unlessZero } from './account-numbers.ts';

/** The account that an action is about, as a card shows it. */
export interface TargetAccount {
  readonly account: ReplyAccount;
  readonly field: ReplyField;
}

const flakeId = /^[0-9A-Za-z]{18}$/;

/** Returns the FlakeId, or else the ActivityPub id, of the only account that a plan is about; null for other plans. */
export function accountIn(
  facts: StoredPlan['facts'],
): { readonly id: string } | { readonly apId: string } | null {
  const { apId, accounts } = facts ?? {};
  const id = Array.isArray(accounts) && accounts.length === 1 ? accounts[0] : facts?.id;
  if (typeof id === 'string' && flakeId.test(id)) return { id };
  return typeof apId === 'string' ? { apId } : null;
}

/**
 * Reads the account that a plan is about: picture, age, size, open reports about it, and earlier actions of Steward's
 * on it.
 *
 * @param before the number of the action itself, which is not counted; null where it has none yet.
 * @returns null where the plan is about no single account.
 */
export async function targetAccountOf(
  { em, instance }: Pick<ReadContext, 'em' | 'instance'>,
  { target, facts }: Pick<StoredPlan, 'target' | 'facts'>,
  before: number | null,
): Promise<TargetAccount | null> {
  const which = accountIn(facts);
  const summary = which === null ? null : await readAccountSummary(em, instance, which);
  if (summary === null) return null;
  const { id, apId, nickname, profile, avatar } = summary;
  const earlier = await countEarlier(em, { id, apId, target }, before);
  const shown = [
    summary.active ? null : text`Deactivated`,
    ...accountNumbers(summary),
    openReports(await countOpenReports(em, apId)),
    unlessZero(earlier, 'earlier action', 'earlier actions'),
  ];
  return {
    account: { name: nickname, profile, avatar },
    field: {
      name: 'Account',
      value: joinTexts(
        shown.filter((each) => each !== null),
        ' · ',
      ),
    },
  };
}
