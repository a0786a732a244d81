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
import { batchSize, leaveOutDecided, listPending, nextPending, type Running } from './pending-accounts.ts';

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
  const count = await listPending(
    writing,
    restated === undefined
      ? changing
      : sql`${changing} union all select distinct id, true from (${restated}) restated (id)`,
  );
  return count === 0 ? nothing : activateBatch(writing, activation);
}

/** Does the next batch of what `beginActivation` has left. */
export async function continueActivation(following: Following, activation: Activation): Promise<Activated> {
  await leaveOutDecided(
    following,
    'is_active',
    // Akkoma has removed it since, or someone there has decided otherwise while its relationships were being gone through.
    sql`exists (
      select from users u
      where u.id = pending.account_id and case when pending.done_until = 0 then ${removed('u')}
        else u.is_active <> ${activation.active} end)`,
  );
  return activateBatch(following, activation);
}

async function activateBatch(writing: Activating, activation: Activation): Promise<Activated> {
  await choose(writing);
  const activated = await setActivation(writing, activation);
  await tickOff(writing);
  return activated;
}

/**
 * Chooses accounts and their relationships, together about as many as `batchSize`: whole accounts, or a part of the
 * relationships of one that has more.
 */
async function choose(running: Running): Promise<void> {
  const database = running.em.getKysely();
  const concerned = sql`
    select * from (${concernedBy(sql`chosen.id`)}) follow where follow.id > chosen.done_until
    order by follow.id limit ${batchSize}`;
  await sql`
    create temporary table chosen_accounts on commit drop as
    select id, restates, done_until > 0 as continues, done_until
    from (
      select *, sum(1 + follows) over (order by id) as total, row_number() over (order by id) as place
      from (
        select account_id as id, restates, done_until from (${nextPending(running)}) pending
      ) chosen
      cross join lateral (select count(*) as follows from (${concerned}) follow) counted
    ) weighed
    where place = 1 or total <= ${batchSize}`.execute(database);
  await sql`
    create temporary table chosen_follows on commit drop as
    select follow.* from ${chosenAccounts} chosen cross join lateral (${concerned}) follow`.execute(database);
  await sql`analyze ${chosenAccounts}`.execute(database);
  await sql`analyze ${chosenFollows}`.execute(database);
}

/** Takes those from the list with which all is done, and notes how far it is with the others. */
async function tickOff({ em, actionId }: Running): Promise<void> {
  await sql`
    with done as materialized (
      select chosen.id, coalesce(max(follow.id), chosen.done_until) as until
      from ${chosenAccounts} chosen left join ${chosenFollows} follow on follow.account_id = chosen.id
      group by chosen.id, chosen.done_until
    ),
    unfinished as (
      update steward.pending_accounts pending set done_until = greatest(done.until, 1)
      from done
      where pending.action_id = ${actionId} and pending.account_id = done.id
        and exists (select from (${concernedBy(sql`done.id`)}) follow where follow.id > done.until)
      returning account_id
    )
    delete from steward.pending_accounts pending
    where action_id = ${actionId} and account_id in (select id from done)
      and not exists (select from unfinished where unfinished.account_id = pending.account_id)`.execute(
    em.getKysely(),
  );
}
