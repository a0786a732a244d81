import { type RawBuilder, sql } from 'kysely';
import { removed } from '../akkoma/account.ts';
import {
  type Activated,
  type Activation,
  chosenAccounts,
  chosenFollows,
  concernedBy,
  setActivation,
} from '../akkoma/activation.ts';
import type { Following, Writing } from './operation.ts';
import {
  batchSize,
  choosePending,
  type Decided,
  listPending,
  type Running,
  tickOff,
} from './pending-accounts.ts';

type Activating = Pick<Writing, 'em' | 'actionId' | 'journal' | 'instance' | 'flakeIds' | 'now'>;

const nothing: Activated = { accounts: 0, restated: 0, follows: 0, followers: 0 };

/**
 * Activates or deactivates accounts, as far as one batch goes; `continueActivation` does the rest.
 *
 * @param accounts a select of the ids of those that are to change.
 * @param restated a select of the ids of those that are in the state already, and are to stay in it whatever was decided before.
 */
export async function beginActivation(
  writing: Activating,
  {
    accounts,
    restated,
    ...activation
  }: Activation & {
    readonly accounts: RawBuilder<unknown>;
    readonly restated?: RawBuilder<unknown> | undefined;
  },
): Promise<Activated> {
  const changing = sql`select id, false as restates from (${accounts}) changing (id)`;
  const all =
    restated === undefined
      ? changing
      : sql`${changing} union all select distinct id, true from (${restated}) restated (id)`;
  const count = await listPending(
    writing,
    sql`
      with account as materialized (${all})
      select account.id, account.restates, count(follow.id)::integer as weight
      from account left join (${concernedBy(sql`select id from account`)}) follow on follow.account_id = account.id
      group by account.id, account.restates`,
  );
  return count === 0 ? nothing : activateBatch(writing, activation);
}

/** Does the next batch of what `beginActivation` has left. */
export const continueActivation = (following: Following, activation: Activation): Promise<Activated> =>
  activateBatch(following, activation, {
    column: 'is_active',
    // Akkoma has removed it since, or someone there has decided otherwise while its relationships were being gone through.
    lost: sql`exists (
      select from users u
      where u.id = chosen.id
        and case when chosen.continues then u.is_active <> ${activation.active} else ${removed('u')} end)`,
  });

async function activateBatch(
  writing: Activating,
  activation: Activation,
  decided?: Decided,
): Promise<Activated> {
  await choosePending(writing, decided);
  await chooseFollows(writing);
  const activated = await setActivation(writing, activation);
  await noteUnfinished(writing);
  await tickOff(writing);
  return activated;
}

/** Chooses the relationships of the chosen accounts: all, but of one that has more than a batch holds a part. */
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

/** Notes of accounts that have more relationships how far it is with them. */
async function noteUnfinished({ em, actionId }: Running): Promise<void> {
  await sql`
    update steward.pending_accounts pending set done_until = greatest(done.until, 1)
    from (
      select chosen.id, coalesce(max(follow.id), chosen.done_until) as until
      from ${chosenAccounts} chosen left join ${chosenFollows} follow on follow.account_id = chosen.id
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
