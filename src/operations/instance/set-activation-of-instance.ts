import { type RawBuilder, sql } from 'kysely';
import { removed } from '../../akkoma/accounts/account.ts';
import { type Activation, countEndings } from '../../akkoma/accounts/activation.ts';
import type { Instance } from '../../akkoma/instance.ts';
import { accountsOf, type RemoteHost } from '../../akkoma/lookup/instance-accounts.ts';
import { nearestHosts } from '../../akkoma/lookup/nearest-hosts.ts';
import { Conflict, NothingToDo, Refused, Stale } from '../../text/errors.ts';
import { plural } from '../../text/plural.ts';
import { changedMeanwhile, didYouMean } from '../../text/sentences.ts';
import { type Text, text } from '../../text/text.ts';
import { beginActivation, continueActivation } from '../batches/activation-batches.ts';
import { isUnfinished, progressAfter, refuseWhilePending, withLeftOut } from '../batches/pending-accounts.ts';
import {
  type ApplyContext,
  defineOperation,
  type FollowContext,
  type FollowResult,
  type Outline,
  type Plan,
  type ReadContext,
} from '../operation.ts';
import { writes } from '../writes.ts';
import { endingBefore, lasting, lengthOf } from './for-a-time.ts';
import { nicknamesOf } from './nicknames-of.ts';

interface DeactivateArgs extends InstanceArgs {
  readonly keep_followers: boolean;
  /** The duration, such as `7d`. */
  readonly for?: string | undefined;
}

interface InstanceArgs {
  readonly instance: string;
  readonly include_subdomains: boolean;
}

/**
 * Deactivates every active account of another instance: of exactly that host, where Akkoma's command line takes any
 * host that contains the text (behaviour.md 7). Local followers are unsubscribed, as Akkoma's manual says, unless the
 * arguments keep them.
 */
export const deactivateAllFromInstance = defineOperation({
  name: 'user.deactivate_all_from_instance',
  reverse: 'user.activate_all_from_instance',
  tier: 'destructive',
  writes: writes.unfollowing,
  reads: ['instances'],
  undo: 'recorded',
  lasts: ({ for: time }: DeactivateArgs) => lengthOf(time),
  preflight: (context, args: DeactivateArgs) => findInstance(context, args),
  plan: async (context, args: DeactivateArgs) =>
    lasting(await planFor(context, args, deactivation(context, args)), args.for),
  targets: (context, args) =>
    nicknamesOf(context.em, concerned(context.instance, remoteHost(args), deactivation(context, args))),
  apply: (context, args, plan) => changeActivation(context, args, plan, deactivation(context, args)),
  follow: (context, args, outcome) => continueBatches(context, deactivation(context, args), outcome),
  isUnfinished,
});

/** Activates every deactivated account of another instance; follows that have ended stay ended. */
export const activateAllFromInstance = defineOperation({
  name: 'user.activate_all_from_instance',
  reverse: 'user.deactivate_all_from_instance',
  tier: 'sensitive',
  raisedBy: ['many'],
  writes: writes.activating,
  reads: ['instances'],
  undo: 'recorded',
  preflight: findInstance,
  plan: (context, args: InstanceArgs) => planFor(context, args, activation),
  targets: ({ em, instance }, args) => nicknamesOf(em, concerned(instance, remoteHost(args), activation)),
  apply: (context, args, plan) => changeActivation(context, args, plan, activation),
  follow: (context, _args, outcome) => continueBatches(context, activation, outcome),
  isUnfinished,
});

interface Direction extends Activation {
  /**
   * A select of the ids of accounts that are in that state already, and must stay in it regardless of what was decided
   * before.
   */
  readonly restated?: RawBuilder<unknown>;
}

const activation: Direction = { active: true, keepFollowers: true };

/** Accounts that are deactivated for a shorter time stay deactivated. */
const deactivation = ({ instance }: Pick<ReadContext, 'instance'>, args: DeactivateArgs): Direction => ({
  active: false,
  keepFollowers: args.keep_followers,
  restated: endingBefore(
    sql`select u.id from users u where ${accountsOf(instance, 'u', remoteHost(args))}`,
    args.for,
  ),
});

/** Finds out whether any account of the other instance is known, and calls it by its name. */
async function findInstance({ em, instance }: ReadContext, args: InstanceArgs): Promise<Outline> {
  const remote = remoteHost(args);
  refuseOwn(remote, instance);
  const { rows } = await sql`
    select from users u where ${accountsOf(instance, 'u', remote)} limit 1`.execute(em.getKysely());
  if (rows.length === 0) throw await noneKnown({ em, instance }, remote);
  return { target: targetOf(args) };
}

const targetOf = ({ instance, include_subdomains }: InstanceArgs): string =>
  include_subdomains ? `${instance} and its subdomains` : instance;

async function noneKnown(
  { em, instance }: Pick<ReadContext, 'em' | 'instance'>,
  remote: RemoteHost,
): Promise<Conflict> {
  const near = await nearestHosts(em, instance, remote.host);
  return new Conflict(text`No account of ${hostInWords(remote)} is known here. ${didYouMean(near)}`);
}

async function planFor(context: ReadContext, args: InstanceArgs, direction: Direction): Promise<Plan> {
  const { em, instance } = context;
  const remote = remoteHost(args);
  const { active, keepFollowers } = direction;
  refuseOwn(remote, instance);
  await refuseWhilePending(em, sql`select u.id from users u where ${accountsOf(instance, 'u', remote)}`);
  const { known, accounts, restated, samples, mark } = await surveyAccounts(context, remote, direction);
  if (known === 0) throw await noneKnown(context, remote);
  if (accounts + restated === 0) {
    const state = active ? 'active' : 'deactivated';
    throw new NothingToDo(text`All known accounts of ${hostInWords(remote)} are already ${[state]}.`);
  }
  const { follows, followers } = await countEndings(em, concerned(instance, remote, direction));
  return {
    target: targetOf(args),
    counts: {
      [active ? 'accounts_to_activate' : 'accounts_to_deactivate']: accounts,
      ...(restated === 0 ? {} : { accounts_kept_deactivated: restated }),
      local_follows_ended: follows,
      ...(keepFollowers ? {} : { local_followers_unsubscribed: followers }),
    },
    samples,
    warnings:
      restated === 0
        ? []
        : [
            text`${restated} of these accounts ${[plural(restated, 'is', 'are')]} already deactivated for a shorter time. This makes the deactivation ${['for' in args && args.for !== undefined ? 'longer' : 'permanent']}.`,
          ],
    size: accounts + restated,
    facts: { accounts: mark },
  };
}

type InstanceOutcome = {
  instance: string;
  include_subdomains: boolean;
  accounts: number;
  follows_ended: number;
  followers_unsubscribed: number;
  /** How many accounts others have decided about meanwhile, if any. */
  left_out?: number;
};

/** Changes the accounts as they are now; the plan was made from the same select. */
async function changeActivation(
  context: ApplyContext,
  args: InstanceArgs,
  { target }: Plan,
  direction: Direction,
): Promise<InstanceOutcome> {
  const changed = await beginActivation(context, {
    ...direction,
    accounts: accountsToChange(context.instance, remoteHost(args), direction.active),
  });
  if (changed.accounts + changed.restated === 0) {
    throw new Stale(changedMeanwhile(text`${target}`));
  }
  return {
    instance: args.instance,
    include_subdomains: args.include_subdomains,
    accounts: changed.accounts + changed.restated,
    follows_ended: changed.follows,
    followers_unsubscribed: changed.followers,
  };
}

/** Does the next batch, and adds it to the outcome. */
async function continueBatches(
  context: FollowContext,
  direction: Direction,
  before: InstanceOutcome,
): Promise<FollowResult> {
  const changed = await continueActivation(context, direction);
  const outcome = {
    ...before,
    accounts: before.accounts + changed.accounts + changed.restated,
    follows_ended: before.follows_ended + changed.follows,
    followers_unsubscribed: before.followers_unsubscribed + changed.followers,
    ...withLeftOut(before, changed.leftOut),
  };
  return { ...(await progressAfter(context, context.progress, outcome.accounts)), outcome };
}

const remoteHost = ({ instance, include_subdomains }: InstanceArgs): RemoteHost => ({
  host: instance,
  includeSubdomains: include_subdomains,
});

/** A select of all accounts that are changed or kept in their state. */
const concerned = (instance: Instance, remote: RemoteHost, { active, restated }: Direction) =>
  restated === undefined
    ? accountsToChange(instance, remote, active)
    : sql`${accountsToChange(instance, remote, active)} union ${restated}`;

const accountsToChange = (instance: Instance, remote: RemoteHost, active: boolean) =>
  sql`
    select u.id from users u
    where u.is_active = ${!active} and ${accountsOf(instance, 'u', remote)} and not ${removed('u')}`;

/** Refuses this instance, a domain that includes it, and all of a top-level domain: these are mistakes. */
function refuseOwn({ host, includeSubdomains }: RemoteHost, own: Instance): void {
  if (host === own.host) {
    throw new Refused(
      text`${host} is this instance itself. Use the domain of another instance, or change single accounts.`,
    );
  }
  if (includeSubdomains && own.host.endsWith(`.${host}`)) {
    throw new Refused(
      text`This instance, ${own.host}, is a subdomain of ${host}. Run the command for each of the other instances instead.`,
    );
  }
  if (includeSubdomains && /^[^.]+$/.test(host)) {
    throw new Refused(
      text`The subdomains of ${host} are many instances. Use a whole domain, such as spam.example, or leave out the subdomains.`,
    );
  }
}

/**
 * Counts the accounts of the host that are known, that would change, and that would only be decided about again.
 * Returns a few of the latter two, and a checksum of them all.
 */
async function surveyAccounts(
  { em, instance }: ReadContext,
  remote: RemoteHost,
  { active, restated = sql`select null::uuid where false` }: Direction,
) {
  const { rows } = await sql<{
    known: number;
    accounts: number;
    restated: number;
    mark: string;
    samples: string[];
  }>`
    with restated (id) as materialized (${restated}),
    known as materialized (
      select u.id, u.nickname::text as nickname, u.is_active = ${!active} and not ${removed('u')} as changes,
        u.id in (select id from restated) as is_restated
      from users u where ${accountsOf(instance, 'u', remote)}
    )
    select count(*)::integer as known, (count(*) filter (where changes))::integer as accounts,
      (count(*) filter (where is_restated))::integer as restated,
      coalesce(sum(hashtextextended(id::text, 0)) filter (where changes or is_restated), 0)::text as mark,
      array(select nickname from known where changes or is_restated order by id limit 5) as samples
    from known`.execute(em.getKysely());
  return rows[0] ?? { known: 0, accounts: 0, restated: 0, mark: '', samples: [] };
}

const hostInWords = ({ host, includeSubdomains }: RemoteHost): Text =>
  includeSubdomains ? text`${host} or its subdomains` : text`${host}`;
