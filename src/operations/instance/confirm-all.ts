import { type RawBuilder, sql } from 'kysely';
import { chosenAccounts } from '../../akkoma/accounts/activation.ts';
import { visible } from '../../akkoma/follows/recount.ts';
import { newTokens } from '../../akkoma/ids/tokens-in-sql.ts';
import type { Em } from '../../database/connection/connection.ts';
import { lockRows } from '../../database/locks/lock-rows.ts';
import { columns } from '../../database/rights/writes.ts';
import { NothingToDo, Stale } from '../../text/errors.ts';
import { command, type Text, text } from '../../text/text.ts';
import {
  choosePending,
  type Decided,
  isUnfinished,
  listPending,
  markDone,
  progressAfter,
  refuseWhilePending,
  withLeftOut,
} from '../batches/pending-accounts.ts';
import type { CountKey } from '../counts.ts';
import {
  type ApplyContext,
  defineOperation,
  type FollowContext,
  type FollowResult,
  type Plan,
} from '../operation.ts';
import { nicknamesOf } from './nicknames-of.ts';

/**
 * Confirms every ordinary account that is not yet confirmed. No mail is sent, and no follows are made (behaviour.md
 * 10.2).
 */
export const confirmAll = defineOperation({
  name: 'user.confirm_all',
  reverse: 'user.unconfirm_all',
  tier: 'destructive',
  writes: { users: { update: columns('confirmation_token is_confirmed updated_at') } },
  undo: 'recorded',

  preflight: async () => ({ target }),

  async plan({ em }, _args: object) {
    await refuseWhilePending(em, sql`select u.id from users u where ${ordinary}`);
    const found = await survey(em, unconfirmed);
    if (found.count === 0) {
      throw new NothingToDo(text`All active accounts except staff are already confirmed.`);
    }
    return planFor('accounts_to_confirm', found, []);
  },

  targets: ({ em }) => nicknamesOf(em, sql`select u.id from users u where ${unconfirmed}`),

  apply: (context, _args, plan) => startBatches(context, confirmation, plan.counts.accounts_to_confirm),
  follow: (context, _args, outcome) => continueBatches(context, confirmation, outcome),
  isUnfinished,
});

/**
 * Unconfirms every ordinary account and gives each a new token, whether or not it had one: none of them can log in
 * until confirmed (behaviour.md 10.2).
 */
export const unconfirmAll = defineOperation({
  name: 'user.unconfirm_all',
  reverse: 'user.confirm_all',
  tier: 'destructive',
  writes: { users: { update: columns('confirmation_token is_confirmed updated_at') } },
  undo: 'recorded',

  preflight: async () => ({ target }),

  async plan({ em }, _args: object) {
    await refuseWhilePending(em, sql`select u.id from users u where ${ordinary}`);
    const found = await survey(em, ordinary);
    if (found.count === 0) throw new NothingToDo(text`There are no active accounts except staff.`);
    const lockedOut = text`These accounts cannot log in until they are confirmed again with ${command('user confirm')} or ${command('instance confirm_all')}. Each gets a new confirmation token, but no mail.`;
    return planFor('accounts_to_unconfirm', found, [lockedOut]);
  },

  targets: ({ em }) => nicknamesOf(em, sql`select u.id from users u where ${ordinary}`),

  apply: (context, _args, plan) => startBatches(context, unconfirmation, plan.counts.accounts_to_unconfirm),
  follow: (context, _args, outcome) => continueBatches(context, unconfirmation, outcome),
  isUnfinished,
});

/** Active local accounts that are neither staff, nor invisible, nor the server's own. */
const ordinary: RawBuilder<boolean> = sql`(
  u.local and u.is_active and not u.is_moderator and not u.is_admin and not u.invisible and ${visible('u')})`;

const unconfirmed: RawBuilder<boolean> = sql`(
  ${ordinary} and (not u.is_confirmed or u.confirmation_token is not null))`;

interface Survey {
  readonly count: number;
  readonly samples: string[];
  /** A checksum of the accounts, which shows that other accounts are concerned even where their number is the same. */
  readonly mark: string;
}

async function survey(em: Em, condition: RawBuilder<boolean>): Promise<Survey> {
  const { rows } = await sql<Survey>`
    select count(*)::integer as count, coalesce(sum(hashtextextended(u.id::text, 0)), 0)::text as mark,
      array(select u.nickname::text from users u where ${condition} order by u.id limit 5) as samples
    from users u where ${condition}`.execute(em.getKysely());
  return rows[0] ?? { count: 0, samples: [], mark: '' };
}

const target = 'all ordinary accounts';

const planFor = (
  whatIsCounted: CountKey,
  { count, samples, mark }: Survey,
  warnings: readonly Text[],
): Plan => ({
  target,
  counts: { [whatIsCounted]: count },
  samples,
  warnings,
  size: count,
  facts: { mark },
});

/** Which accounts are changed, and to what. */
interface Change {
  readonly condition: RawBuilder<boolean>;
  readonly isConfirmed: boolean;
  readonly token: RawBuilder<unknown>;
}

const confirmation: Change = { condition: unconfirmed, isConfirmed: true, token: sql`null::text` };
const unconfirmation: Change = { condition: ordinary, isConfirmed: false, token: newTokens };

type Changed = { accounts: number; left_out?: number };

async function startBatches(
  context: ApplyContext,
  change: Change,
  planned: number | undefined,
): Promise<Changed> {
  const count = await listPending(
    context,
    sql`select u.id, false as restates, 0 as weight from users u where ${change.condition}`,
  );
  if (count !== planned) {
    throw new Stale(text`Accounts were just added or removed. Nothing was changed. Try again.`);
  }
  return { accounts: (await writeBatch(context, change)).accounts };
}

async function continueBatches(
  context: FollowContext,
  change: Change,
  before: Changed,
): Promise<FollowResult> {
  const changed = await writeBatch(context, change, { column: 'is_confirmed' });
  const accounts = before.accounts + changed.accounts;
  return {
    ...(await progressAfter(context, context.progress, accounts)),
    outcome: { accounts, ...withLeftOut(before, changed.leftOut) },
  };
}

/** Changes the next accounts, where the condition still applies to them. */
async function writeBatch(
  context: Pick<ApplyContext, 'em' | 'actionId' | 'journal' | 'now'>,
  { condition, isConfirmed, token }: Change,
  decided?: Decided,
): Promise<{ accounts: number; leftOut: number }> {
  const { em, journal, now } = context;
  const leftOut = await choosePending(context, decided);
  const next = sql`select id from ${chosenAccounts}`;
  await lockRows(em, { table: 'users', ids: next });
  const accounts = await journal.update(
    'users',
    ['is_confirmed', 'confirmation_token'],
    sql`
      select u.id, ${isConfirmed}::boolean as is_confirmed, ${token} as confirmation_token
      from users u where u.id in (${next}) and ${condition}`,
    now,
  );
  await markDone(context);
  return { accounts, leftOut };
}
