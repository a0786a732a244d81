import { sql } from 'kysely';
import { countEndings, setActivation } from '../akkoma/activation.ts';
import type { Instance } from '../akkoma/instance.ts';
import { accountsOf, type RemoteHost } from '../akkoma/instance-accounts.ts';
import { Conflict, Refused, Stale } from '../errors.ts';
import { type Text, text } from '../text.ts';
import { lasting, lengthOf } from './for-a-time.ts';
import { nicknamesOf } from './nicknames-of.ts';
import { defineOperation, type Plan, type Reading, type Writing } from './operation.ts';
import { writes } from './writes.ts';

interface DeactivateArgs extends InstanceArgs {
  readonly keep_followers: boolean;
  /** For how long, such as `7d`. */
  readonly for?: string | undefined;
}

interface InstanceArgs {
  readonly instance: string;
  readonly include_subdomains: boolean;
}

/**
 * Shuts out every active account of another instance: of exactly that host, where Akkoma's command line takes any host
 * that contains the text (behaviour.md 7). Local followers are unsubscribed, as the manual says, unless they are to be
 * kept.
 */
export const deactivateAllFromInstance = defineOperation({
  name: 'user.deactivate_all_from_instance',
  tier: 'destructive',
  writes: writes.unfollowing,
  undo: 'recorded',
  lasts: ({ for: time }: DeactivateArgs) => lengthOf(time),
  plan: async (reading, args: DeactivateArgs) =>
    lasting(await planFor(reading, args, { active: false, keepFollowers: args.keep_followers }), args.for),
  targets: ({ em, instance }, args) => nicknamesOf(em, accountsToChange(instance, remoteHost(args), false)),
  apply: (writing, args, plan) =>
    changeActivation(writing, args, plan, { active: false, keepFollowers: args.keep_followers }),
});

/** Lets every deactivated account of another instance be used again; follows that have ended stay ended. */
export const activateAllFromInstance = defineOperation({
  name: 'user.activate_all_from_instance',
  tier: 'sensitive',
  writes: writes.activating,
  undo: 'recorded',
  plan: (reading, args: InstanceArgs) => planFor(reading, args, { active: true, keepFollowers: true }),
  targets: ({ em, instance }, args) => nicknamesOf(em, accountsToChange(instance, remoteHost(args), true)),
  apply: (writing, args, plan) =>
    changeActivation(writing, args, plan, { active: true, keepFollowers: true }),
});

interface Direction {
  readonly active: boolean;
  readonly keepFollowers: boolean;
}

async function planFor(
  { em, instance }: Reading,
  args: InstanceArgs,
  { active, keepFollowers }: Direction,
): Promise<Plan> {
  const remote = remoteHost(args);
  refuseOwn(remote, instance);
  const { known, accounts, samples, mark } = await look({ em, instance }, remote, active);
  if (known === 0) {
    throw new Conflict(
      text`No account of ${nameOf(remote)} is known here. Check the spelling, or choose from the suggestions while typing.`,
    );
  }
  if (accounts === 0) {
    const state = active ? 'active' : 'deactivated';
    throw new Conflict(
      text`Every account of ${nameOf(remote)} that is known here is already ${[state]}; there is nothing to do.`,
    );
  }
  const { follows, followers } = await countEndings(em, accountsToChange(instance, remote, active));
  return {
    target: args.include_subdomains ? `${remote.host} and its subdomains` : remote.host,
    counts: {
      [active ? 'accounts activated' : 'accounts deactivated']: accounts,
      'follows of local accounts that end': follows,
      ...(keepFollowers ? {} : { 'local followers unsubscribed': followers }),
    },
    samples,
    warnings: [],
    size: accounts,
    facts: { accounts: mark },
  };
}

/** Works on the accounts as they are now, all of them in one go; the plan was made from the same select. */
async function changeActivation(
  writing: Writing,
  args: InstanceArgs,
  { target }: Plan,
  direction: Direction,
) {
  const changed = await setActivation(
    writing,
    accountsToChange(writing.instance, remoteHost(args), direction.active),
    direction,
  );
  if (changed.accounts === 0) {
    throw new Stale(text`${target} was changed by someone else just now, and nothing was done. Ask again.`);
  }
  return {
    instance: args.instance,
    include_subdomains: args.include_subdomains,
    accounts: changed.accounts,
    follows_ended: changed.follows,
    followers_unsubscribed: changed.followers,
  };
}

const remoteHost = ({ instance, include_subdomains }: InstanceArgs): RemoteHost => ({
  host: instance,
  includeSubdomains: include_subdomains,
});

const accountsToChange = (instance: Instance, remote: RemoteHost, active: boolean) =>
  sql`select u.id from users u where u.is_active = ${!active} and ${accountsOf(instance, 'u', remote)}`;

/** Naming oneself is a slip; so is naming a domain that one is below. */
function refuseOwn({ host, includeSubdomains }: RemoteHost, own: Instance): void {
  if (host === own.host) {
    throw new Refused(text`${host} is this instance itself. Name another one, or act on single accounts.`);
  }
  if (includeSubdomains && own.host.endsWith(`.${host}`)) {
    throw new Refused(
      text`This instance, ${own.host}, is itself below ${host}. Name the other instances one by one.`,
    );
  }
}

/** How many accounts of the host are known and how many of them would change, a few of those, and a mark of them all. */
async function look({ em, instance }: Reading, remote: RemoteHost, active: boolean) {
  const { rows } = await sql<{ known: number; accounts: number; mark: string; samples: string[] }>`
    with known as materialized (
      select u.id, u.nickname::text as nickname, u.is_active = ${!active} as changes
      from users u where ${accountsOf(instance, 'u', remote)}
    )
    select count(*)::integer as known, (count(*) filter (where changes))::integer as accounts,
      coalesce(sum(hashtextextended(id::text, 0)) filter (where changes), 0)::text as mark,
      array(select nickname from known where changes order by id limit 5) as samples
    from known`.execute(em.getKysely());
  return rows[0] ?? { known: 0, accounts: 0, mark: '', samples: [] };
}

const nameOf = ({ host, includeSubdomains }: RemoteHost): Text =>
  includeSubdomains ? text`${host} or its subdomains` : text`${host}`;
