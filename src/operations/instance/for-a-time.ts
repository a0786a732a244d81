import { type RawBuilder, sql } from 'kysely';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import { removed } from '../../akkoma/accounts/account.ts';
import type { Em } from '../../database/connection/connection.ts';
import { durationInWords, millisecondsIn } from '../../text/duration.ts';
import { text } from '../../text/text.ts';
import { decidedLater } from '../../undo/decided-later.ts';
import type { Facts } from '../facts.ts';
import type { Plan } from '../operation.ts';

/** A duration in milliseconds; null where none was given. */
export const lengthOf = (time: string | undefined): number | null =>
  time === undefined ? null : millisecondsIn(time);

/** The duration as it ends a sentence: "for 7 days" or "permanently". */
export function lengthInWords(time: string | undefined): string {
  const length = lengthOf(time);
  return length === null ? 'permanently' : `for ${durationInWords(length)}`;
}

/** Adds the duration to a plan: as a warning, and as a fact for the plan hash. */
export function lasting<PlanFacts extends Facts>(
  plan: Plan<PlanFacts>,
  time: string | undefined,
): Plan<PlanFacts | (PlanFacts & { lasts: number })> {
  const length = lengthOf(time);
  if (length === null) return plan;
  return {
    ...plan,
    before: [
      ...(plan.before ?? []),
      text`Reverts automatically ${[durationInWords(length)]} after it is done.`,
    ],
    facts: { ...plan.facts, lasts: length },
  };
}

/** A deactivation that ends automatically: the action that made it, and its end. */
export interface Ending {
  readonly action: number;
  readonly until: Date;
}

/**
 * Finds the action whose reversal activates a deactivated account again, unless a later action decides otherwise
 * before.
 *
 * @param id the account's FlakeId.
 */
export async function endingOf(em: Em, id: string): Promise<Ending | null> {
  const account = sql`select ${uuidFromFlakeId(id)}::uuid`;
  const { rows } = await sql<{ action: number; epoch: number }>`
    select ending.action::integer as action, (extract(epoch from ending.until) * 1000)::float8 as epoch
    from ${endings(account)} ending`.execute(em.getKysely());
  const [ending] = rows;
  return ending === undefined ? null : { action: ending.action, until: new Date(ending.epoch) };
}

/**
 * A select of the ids of those deactivated accounts that are activated again automatically, and sooner than after this
 * time.
 *
 * @param accounts a select of ids.
 * @param time such as `7d`; undefined means permanently.
 */
export function endingBefore(accounts: RawBuilder<unknown>, time: string | undefined): RawBuilder<unknown> {
  const length = lengthOf(time);
  return sql`
    select ending.id from ${endings(accounts)} ending
    where ${length === null} or ending.until < now() + ${length}::float8 * interval '1 millisecond'`;
}

/** A select of the accounts that are deactivated for a time: the action whose reversal activates each, and when. */
const endings = (accounts: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
  select u.id, timed.id as action, timed.reverses_at as until
  from steward.actions timed
  join steward.changes record on record.action_id = timed.id and record.table_name = 'users'
  join users u on u.id = (record.key ->> 'id')::uuid
  cross join lateral (
    select record.table_name, record.key ->> 'id' as id, record.id as place, record.before, record.after offset 0
  ) first_record
  where timed.reverses_at is not null and timed.state in ('done', 'following')
    and record.after ->> 'is_active' = 'false' and not u.is_active and not ${removed('u')} and u.id in (${accounts})
    and ${decidedLater('first_record', sql`later.action_id <> timed.id`)} is null)`;
