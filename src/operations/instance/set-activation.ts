import { type RawBuilder, sql } from 'kysely';
import { User } from '../../../entities/akkoma/index.ts';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import { requireNotRemoved } from '../../akkoma/accounts/account.ts';
import { type Activation, countEndings } from '../../akkoma/accounts/activation.ts';
import { findTarget } from '../../akkoma/lookup/find-target.ts';
import { findUser } from '../../akkoma/lookup/find-user.ts';
import { NothingToDo, Stale } from '../../text/errors.ts';
import { changedMeanwhile } from '../../text/sentences.ts';
import { text } from '../../text/text.ts';
import { beginActivation, continueActivation } from '../batches/activation-batches.ts';
import { isUnfinished, progressAfter, refuseWhilePending, withLeftOut } from '../batches/pending-accounts.ts';
import { notifying } from '../notify/notifying.ts';
import {
  type ApplyContext,
  defineOperation,
  type FollowContext,
  type FollowResult,
  type Plan,
  type ReadContext,
} from '../operation.ts';
import { activeAdmins, holdLastAdmin, refuseToLoseLastAdmin, staffPrecaution } from '../staff.ts';
import { writes } from '../writes.ts';
import { type Ending, endingBefore, endingOf, lasting, lengthInWords, lengthOf } from './for-a-time.ts';
import { lostFollowers } from './lost-followers.ts';

interface ActivateArgs {
  readonly nickname: string;
  /** The mail preset for its owner. */
  readonly notify?: string | undefined;
}

interface DeactivateArgs extends ActivateArgs {
  readonly keep_followers: boolean;
  /** The duration, such as `7d`. */
  readonly for?: string | undefined;
}

/** Activates an account (behaviour.md 6). */
export const activate = notifying(
  defineOperation({
    name: 'user.activate',
    isOnQueueCards: true,
    reverse: 'user.deactivate',
    tier: 'routine',
    raisedBy: ['staff'],
    writes: writes.activating,
    undo: 'recorded',

    preflight: async (context, args: ActivateArgs) => outlineOf(await findInactive(context, args)),

    async plan(context, args: ActivateArgs) {
      const user = await findInactive(context, args);
      const plan = await planFor(context, user, false);
      return {
        ...plan,
        warnings: [...plan.warnings, ...(await lostFollowers(context.em, accountOf(user.id)))],
      };
    },

    apply: (context, _args, plan) => changeActivation(context, plan, activation),
    follow: (context, _args, outcome) => continueBatches(context, activation, outcome),
    isUnfinished,
  }),
);

/**
 * Finds the account to activate.
 *
 * @throws Conflict where it is active; AccountBusy; what `findUser` throws.
 */
async function findInactive({ em, instance }: ReadContext, { nickname }: ActivateArgs): Promise<User> {
  const user = await findUser(em, instance, nickname);
  requireNotRemoved(user);
  await refuseWhilePending(em, accountOf(user.id));
  if (user.isActive) throw new NothingToDo(text`${nicknameOf(user)} is already active.`);
  return user;
}

const activation: Activation = { active: true, keepFollowers: true };

/**
 * Deactivates an account. Its local followers are unsubscribed, as Akkoma's manual says, unless the arguments keep
 * them, which is what Akkoma's command line does (behaviour.md 6).
 */
export const deactivate = notifying(
  defineOperation({
    name: 'user.deactivate',
    isOnQueueCards: true,
    reverse: 'user.activate',
    tier: 'routine',
    raisedBy: ['staff'],
    writes: writes.unfollowing,
    undo: 'recorded',

    preflight: async (context, args: DeactivateArgs) => outlineOf((await findActive(context, args)).user),

    async plan(context, args: DeactivateArgs) {
      const { user, ending } = await findActive(context, args);
      const plan = await planFor(context, user, !args.keep_followers);
      return lasting(ending === null ? plan : outlasting(plan, ending, args), args.for);
    },

    lasts: ({ for: time }) => lengthOf(time),
    apply: (context, args, plan) =>
      changeActivation(
        context,
        plan,
        deactivation(args),
        plan.facts.outlasts === undefined ? undefined : endingBefore(idOf(plan), args.for),
      ),
    follow: (context, args, outcome) => continueBatches(context, deactivation(args), outcome),
    isUnfinished,
  }),
  ({ for: time }) => ({ duration: lengthInWords(time) }),
);

const deactivation = ({ keep_followers: keepFollowers }: DeactivateArgs): Activation => ({
  active: false,
  keepFollowers,
});

type ActivationFacts = {
  readonly id: string;
  /** The time-limited action that this one makes permanent, or outlasts. */
  readonly outlasts?: number;
};

async function planFor(
  { em }: ReadContext,
  user: User,
  unsubscribe: boolean,
): Promise<Plan<ActivationFacts>> {
  const { follows, followers } = await countEndings(em, accountOf(user.id));
  return {
    ...outlineOf(user),
    counts: {
      local_follows_ended: follows,
      ...(unsubscribe ? { local_followers_unsubscribed: followers } : {}),
    },
    samples: [],
    facts: { id: user.id },
  };
}

/**
 * Finds the account to deactivate, and the end of its deactivation where it is already deactivated for a shorter time.
 *
 * @throws Conflict where the account would stay deactivated as long without it; Refused for the only active admin;
 * AccountBusy; what `findTarget` throws.
 */
async function findActive(
  { em, instance }: ReadContext,
  { nickname, for: time }: DeactivateArgs,
): Promise<{ user: User; ending: Ending | null }> {
  const user = await findTarget(em, instance, nickname);
  await refuseWhilePending(em, accountOf(user.id));
  if (user.isActive) {
    await refuseToLoseLastAdmin(em, user);
    return { user, ending: null };
  }
  const name = nicknameOf(user);
  const ending = await endingOf(em, user.id);
  if (ending === null) throw new NothingToDo(text`${name} is already deactivated.`);
  const { rows } = await endingBefore(accountOf(user.id), time).execute(em.getKysely());
  if (rows.length === 0) {
    throw new NothingToDo(
      text`${name} is already deactivated by action ${ending.action}, which reverts automatically ${ending.until}.`,
    );
  }
  return { user, ending };
}

/** Makes the plan of a deactivation into one that becomes permanent, or lasts longer than the present one. */
const outlasting = (
  plan: Plan<ActivationFacts>,
  { action, until }: Ending,
  { for: time }: DeactivateArgs,
): Plan<ActivationFacts> => ({
  ...plan,
  before: [
    ...(plan.before ?? []),
    text`${plan.target} is already deactivated by action ${action}, which reverts automatically ${until}. This makes the deactivation ${[time === undefined ? 'permanent' : 'longer']}.`,
  ],
  facts: { ...plan.facts, outlasts: action },
});

type ActivationOutcome = {
  nickname: string;
  active: boolean;
  follows_ended: number;
  followers_unsubscribed: number;
  /** The action that it outlasts, if there is one. */
  outlasts?: number;
  /** 1 where there was a later decision about the account before all its followers were done. */
  left_out?: number;
};

/** @param restated a select of the id where the account is deactivated for a time, and must only stay so. */
async function changeActivation(
  context: ApplyContext,
  plan: Plan<ActivationFacts>,
  activation: Activation,
  restated?: RawBuilder<unknown>,
): Promise<ActivationOutcome> {
  const { target, facts } = plan;
  const accounts = restated === undefined ? idOf(plan) : sql`select null::uuid where false`;
  const { em } = context;
  const guard = {
    accounts: activeAdmins,
    check: async () => holdLastAdmin(em, await em.findOneOrFail(User, { id: facts.id }, { refresh: true })),
  };
  const isAdmin = plan.role === 'admin' && !activation.active;
  const changed = await beginActivation(
    context,
    { ...activation, accounts, restated },
    isAdmin ? guard : undefined,
  );
  if (changed.accounts + changed.restated === 0) {
    throw new Stale(changedMeanwhile(text`${target}`));
  }
  return {
    nickname: target,
    active: activation.active,
    follows_ended: changed.follows,
    followers_unsubscribed: changed.followers,
    ...(changed.restated === 0 || facts.outlasts === undefined ? {} : { outlasts: facts.outlasts }),
  };
}

/** Does the next batch of the account's relationships, and adds it to the outcome. */
async function continueBatches(
  context: FollowContext,
  activation: Activation,
  before: ActivationOutcome,
): Promise<FollowResult> {
  const changed = await continueActivation(context, activation);
  const outcome = {
    ...before,
    follows_ended: before.follows_ended + changed.follows,
    followers_unsubscribed: before.followers_unsubscribed + changed.followers,
    ...withLeftOut(before, changed.leftOut),
  };
  return { ...(await progressAfter(context, context.progress, 0)), outcome };
}

const accountOf = (id: string): RawBuilder<unknown> => sql`select ${uuidFromFlakeId(id)}::uuid`;

const idOf = ({ facts }: Plan<ActivationFacts>): RawBuilder<unknown> => accountOf(facts.id);

const outlineOf = (user: User) => ({ target: nicknameOf(user), ...staffPrecaution(user) });

const nicknameOf = (user: User): string => user.nickname ?? user.apId;
