import { type RawBuilder, sql } from 'kysely';
import { removed } from '../../akkoma/accounts/account.ts';
import {
  type Activated,
  type Activation,
  chosenAccounts,
  chosenFollows,
  concernedBy,
  type Guard,
  setActivation,
} from '../../akkoma/accounts/activation.ts';
import type { ApplyContext, FollowContext } from '../operation.ts';
import {
  batchSize,
  choosePending,
  type Decided,
  listPending,
  markDone,
  type Running,
} from './pending-accounts.ts';

type Activating = Pick<ApplyContext, 'em' | 'actionId' | 'journal' | 'instance' | 'flakeIds' | 'now'>;

/** The result of a batch, and how many accounts it left out because others have decided about them since. */
type Batch = Activated & { readonly leftOut: number };

const nothing: Batch = { leftOut: 0, accounts: 0, restated: 0, follows: 0, followers: 0 };

/**
 * Activates or deactivates accounts: the first batch of them. `continueActivation` does the rest.
 *
 * @param accounts a select of the ids of the accounts to change.
 * @param restated a select of the ids of accounts that are in that state already, and must stay in it regardless of
 * what was decided before.
 */
export async function beginActivation(
  context: Activating,
  {
    accounts,
    restated,
    ...activation
  }: Activation & {
    readonly accounts: RawBuilder<unknown>;
    readonly restated?: RawBuilder<unknown> | undefined;
  },
  guard?: Guard,
): Promise<Batch> {
  const changing = sql`select id, false as restates from (${accounts}) changing (id)`;
  const all =
    restated === undefined
      ? changing
      : sql`${changing} union all select distinct id, true from (${restated}) restated (id)`;
  const database = context.em.getKysely();
  // A table with statistics: thousands of rows are joined with it, and the planner would estimate a single one.
  await sql`create temporary table listed_accounts on commit drop as ${all}`.execute(database);
  await sql`analyze ${listed}`.execute(database);
  const count = await listPending(
    context,
    sql`
      select account.id, account.restates, coalesce(follows.count, 0)::integer as weight
      from ${listed} account left join (
        select account_id, count(*) as count from (${concernedBy(sql`select id from ${listed}`)}) follow
        group by account_id
      ) follows on follows.account_id = account.id`,
  );
  return count === 0 ? nothing : activateBatch(context, activation, { guard });
}

const listed = sql`pg_temp.listed_accounts`;

/** Does the next batch of what `beginActivation` has left. */
export const continueActivation = (context: FollowContext, activation: Activation): Promise<Batch> =>
  activateBatch(context, activation, {
    decided: {
      column: 'is_active',
      // Akkoma has removed the account since, or, where an earlier batch has changed the account, its state was changed
      // again in Akkoma.
      lost: sql`exists (
      select from users u
      where u.id = chosen.id
        and case when chosen.continues then u.is_active <> ${activation.active} else ${removed('u')} end)`,
    },
  });

async function activateBatch(
  context: Activating,
  activation: Activation,
  { decided, guard }: { readonly decided?: Decided; readonly guard?: Guard | undefined },
): Promise<Batch> {
  const leftOut = await choosePending(context, decided);
  await chooseFollows(context);
  const activated = await setActivation(context, activation, guard);
  await noteUnfinished(context);
  await markDone(context);
  return { ...activated, leftOut };
}

/**
 * Chooses the relationships of the chosen accounts: all, or a part where one account has more than fit into a batch.
 */
async function chooseFollows({ em }: Running): Promise<void> {
  const database = em.getKysely();
  await sql`
    create temporary table chosen_follows on commit drop as
    select follow.* from (${concernedBy(sql`select id from ${chosenAccounts}`)}) follow
    join ${chosenAccounts} chosen on chosen.id = follow.account_id
    where follow.id > chosen.done_until
    order by follow.account_id, follow.id limit ${batchSize}`.execute(database);
  await sql`analyze ${chosenFollows}`.execute(database);
}

/** Records how far the batch got with the relationships of changed accounts that have more than fit into it. */
async function noteUnfinished({
  em,
  actionId,
  journal,
}: Running & Pick<ApplyContext, 'journal'>): Promise<void> {
  await sql`
    update steward.pending_accounts pending set done_until = greatest(done.until, 1)
    from (
      select chosen.id, coalesce(max(follow.id), chosen.done_until) as until
      from ${chosenAccounts} chosen left join ${chosenFollows} follow on follow.account_id = chosen.id
      where chosen.continues or chosen.id in (${journal.updated('users', 'is_active')})
      group by chosen.id, chosen.done_until
    ) done
    join (
      select account_id, max(id) as last
      from (${concernedBy(sql`select id from ${chosenAccounts}`)}) follow group by account_id
    ) concerned on concerned.account_id = done.id
    where pending.action_id = ${actionId} and pending.account_id = done.id and concerned.last > done.until`.execute(
    em.getKysely(),
  );
}
