import { type RawBuilder, sql } from 'kysely';
import { User } from '../../../entities/akkoma/index.ts';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import { isRemoved } from '../../akkoma/accounts/account.ts';
import { findTargets } from '../../akkoma/lookup/find-targets.ts';
import type { Em } from '../../database/connection/connection.ts';
import { lockRows } from '../../database/locks/lock-rows.ts';
import { Stale } from '../../text/errors.ts';
import { listNames, mostListed } from '../../text/list-names.ts';
import { changedMeanwhile } from '../../text/sentences.ts';
import { type Text, text } from '../../text/text.ts';
import { hashOf, mailForAll } from '../notify/notifying.ts';
import type { Outline, Plan, PlanContext, ReadContext } from '../operation.ts';
import { staffPrecaution } from '../staff.ts';

/** The arguments of every operation on accounts that await approval. */
export interface SignUpArgs {
  /** Their nicknames. */
  readonly accounts: readonly string[];
  /** The mail preset for their owners. */
  readonly notify?: string | undefined;
}

/** What the plan is bound to: the FlakeIds of the accounts, in ascending order, and the words of the mail. */
export type SignUpFacts = { readonly accounts: readonly string[]; readonly mail?: string };

/** The named accounts, by what they are. */
export interface Named {
  /** Those that await approval. */
  readonly waiting: readonly User[];
  readonly approved: readonly User[];
  readonly remote: readonly User[];
}

/** @throws as `findTargets`. */
export async function findNamed({ em, instance }: ReadContext, { accounts }: SignUpArgs): Promise<Named> {
  const users = await findTargets(em, instance, accounts);
  return {
    waiting: users.filter(({ local, isApproved }) => local && !isApproved),
    approved: users.filter(({ local, isApproved }) => local && isApproved),
    remote: users.filter(({ local }) => !local),
  };
}

/** What is known of every plan on accounts that await approval, before it is made. */
export const outlineOf = ({ waiting }: Named): Outline & Pick<Plan, 'warnings'> => ({
  ...staffPrecaution(...waiting),
  target: namesOf(waiting),
  size: waiting.length,
});

/** What every plan on accounts that await approval has. `warnings` are those of the operation. */
export async function planFor(
  context: PlanContext,
  operation: string,
  named: Named,
  { notify }: SignUpArgs,
  warnings: readonly Text[],
): Promise<Omit<Plan<SignUpFacts>, 'counts'>> {
  const { waiting } = named;
  const accounts = waiting.map(({ id }) => id).toSorted();
  const plan = {
    ...outlineOf(named),
    samples: waiting.length > mostListed ? waiting.slice(0, mostSamples).map(nicknameOf) : [],
    facts: { accounts },
  };
  const said = [...leftOutOf(named), ...warnings];
  if (notify === undefined) return { ...plan, warnings: said };
  const { mail, without } = await mailForAll(context, operation, waiting, notify);
  return {
    ...plan,
    warnings: [
      ...said,
      ...about(without, ['has no e-mail address, and gets no mail.', 'No e-mail address, and so no mail']),
    ],
    mail,
    facts: { accounts, mail: hashOf(mail) },
  };
}

/** The accounts that a plan leaves out, and why. */
const leftOutOf = ({ approved, remote }: Named): Text[] => [
  ...about(approved, ['is already approved, and is left out.', 'Left out, because already approved']),
  ...about(remote, ['is a remote account, and is left out.', 'Left out, because remote']),
];

/**
 * Says something about accounts: of one in a sentence, of several in a list.
 *
 * @param words the rest of the sentence about one account, and the heading of the list.
 */
export function about(
  users: readonly User[],
  [one, several]: readonly [one: string, several: string],
): Text[] {
  if (users.length === 0) return [];
  return users.length === 1 ? [text`${namesOf(users)} ${[one]}`] : [text`${[several]}: ${namesOf(users)}.`];
}

/** How many accounts a plan lists where its target does not name them all. */
const mostSamples = 40;

/** The nicknames of accounts, for a sentence. */
const namesOf = (users: readonly User[]): string => listNames(users.map(nicknameOf));

export const nicknameOf = ({ nickname, apId }: User): string => nickname ?? apId;

/** A select of the ids of accounts. */
export const idsOf = (accounts: readonly string[]): RawBuilder<unknown> =>
  sql`select unnest(${sql.val(accounts.map(uuidFromFlakeId))}::uuid[]) as id`;

/**
 * Locks the rows of accounts that await approval, and returns them in the order of their ids.
 *
 * @throws Stale where one of them no longer does.
 */
export async function lockWaiting(em: Em, { target, facts }: Plan<SignUpFacts>): Promise<User[]> {
  await lockRows(em, { table: 'users', ids: idsOf(facts.accounts) });
  const users = await em.find(
    User,
    { id: { $in: [...facts.accounts] } },
    { refresh: true, orderBy: { id: 'asc' } },
  );
  if (users.length < facts.accounts.length || users.some((user) => user.isApproved || isRemoved(user))) {
    throw new Stale(changedMeanwhile(text`${target}`));
  }
  return users;
}
