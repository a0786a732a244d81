import { type RawBuilder, sql } from 'kysely';
import type { Action } from '../../../entities/steward/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import type { ActionTier } from '../../operations/index.ts';
import { isOn, type NamedAccount } from './is-on-account.ts';

/** The filter of a list of actions; a property that is not set matches all. */
export interface ActionFilter {
  /** The id of the requester. */
  readonly requester?: string | undefined;
  /** The account that they are on, perhaps among others. */
  readonly on?: NamedAccount | undefined;
  /** The target instance, or an account that is not stored, as the plans name it. */
  readonly target?: string | undefined;
  /** The operation, such as `user.deactivate`. */
  readonly operation?: string | undefined;
  /** Only actions in one of these states. */
  readonly states?: readonly Action['state'][] | undefined;
  /** Only actions with one of these numbers. */
  readonly ids?: readonly number[] | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
}

export interface ListedAction {
  readonly id: number;
  readonly operation: string;
  /** As it was typed where the action failed before it had a plan; null or empty where it is about nothing. */
  readonly target: string | null;
  readonly state: Action['state'];
  readonly tier: ActionTier;
  readonly reason: string | null;
  readonly requester_id: string;
  readonly requester: string;
  /** In ISO 8601, UTC. */
  readonly proposed_at: string;
  /** The arguments as they are stored, secret ones included while the action waits. */
  readonly args: unknown;
  readonly plan: unknown;
  readonly outcome: unknown;
  readonly progress: unknown;
}

/** What of an action is data for programs: without its arguments, which may hold secrets, and what its words need. */
export const dataOfListed = ({
  args: _args,
  plan: _plan,
  outcome: _outcome,
  progress: _progress,
  tier: _tier,
  ...rest
}: ListedAction): Omit<ListedAction, 'args' | 'plan' | 'outcome' | 'progress' | 'tier'> => rest;

/** The position of a page in the list: it starts after the action `after`, or ends before the action `before`. */
export interface ActionCursor {
  readonly after?: number | undefined;
  readonly before?: number | undefined;
}

/**
 * Returns actions, the newest first.
 *
 * @param limit the maximum number of rows; `Infinity` for all.
 */
export async function listActions(
  em: Em,
  filter: ActionFilter,
  { after, before }: ActionCursor,
  limit: number,
): Promise<ListedAction[]> {
  const { conditions, alone } = equalities(filter);
  if (filter.ids !== undefined) conditions.push(sql`a.id = any(${sql.val(filter.ids)}::bigint[])`);
  if (filter.on !== undefined) conditions.push(isOn('a', filter.on));
  if (filter.since !== undefined) conditions.push(sql`a.proposed_at >= ${filter.since}`);
  if (filter.until !== undefined) conditions.push(sql`a.proposed_at < ${filter.until}`);
  if (after !== undefined) conditions.push(sql`(a.proposed_at, a.id) < ${placeOf(after)}`);
  if (before !== undefined) conditions.push(sql`(a.proposed_at, a.id) > ${placeOf(before)}`);

  const backwards = before !== undefined && after === undefined;
  const direction = backwards ? sql`asc` : sql`desc`;
  const order = [...alone, sql`a.proposed_at`, sql`a.id`].map((column) => sql`${column} ${direction}`);
  const rows = await selectActions(
    em,
    sql`where ${sql.join(conditions, sql` and `)} order by ${sql.join(order)}
      limit ${Number.isFinite(limit) ? limit : null}::bigint`,
  );
  return backwards ? rows.toReversed() : rows;
}

/**
 * Returns the conditions on these columns. Each of them has an index that continues with `proposed_at`. A single filter
 * is written as `>=` and `<=`, and its column is returned in `alone`, to order by it first. Otherwise the planner,
 * which assumes that a value is spread evenly over time, would scan all newer actions to find those of a person who
 * left long ago. With several filters, the planner may choose the index.
 */
function equalities({ requester, target, operation, states = [] }: ActionFilter): {
  conditions: RawBuilder<unknown>[];
  alone: RawBuilder<unknown>[];
} {
  const [state, ...more] = states;
  const asked = [
    { column: sql`a.requester_id`, value: requester },
    { column: sql`(a.plan ->> 'target')`, value: target },
    { column: sql`a.operation`, value: operation },
    { column: sql`a.state`, value: more.length === 0 ? state : undefined },
  ].filter(({ value }) => value !== undefined);
  const [first, second] = asked;
  if (first !== undefined && second === undefined && more.length === 0) {
    const { column, value } = first;
    return { conditions: [sql`${column} >= ${value}`, sql`${column} <= ${value}`], alone: [column] };
  }
  return {
    conditions: [
      sql`true`,
      ...asked.map(({ column, value }) => sql`${column} = ${value}`),
      ...(more.length === 0 ? [] : [sql`a.state = any(${sql.val(states)}::text[])`]),
    ],
    alone: [],
  };
}

const placeOf = (id: number): RawBuilder<unknown> =>
  sql`((select proposed_at from steward.actions where id = ${id}), ${id}::bigint)`;

/** Returns one action as the list shows it; null where there is none. */
export async function findListed(em: Em, id: number): Promise<ListedAction | null> {
  const [found] = await selectActions(em, sql`where a.id = ${id}`);
  return found ?? null;
}

/** Reads actions, which the rest of the statement calls `a`. */
export async function selectActions(em: Em, rest: RawBuilder<unknown>): Promise<ListedAction[]> {
  const { rows } = await sql<Omit<ListedAction, 'proposed_at'> & { proposed_at: Date }>`
    select a.id::float8 as id, a.operation, a.plan ->> 'target' as target, a.state, a.tier, a.reason, a.requester_id,
      a.requester_name as requester, a.proposed_at, a.args, a.plan, a.outcome, a.progress
    from steward.actions a ${rest}`.execute(em.getKysely());
  return rows.map((row) => ({ ...row, proposed_at: new Date(row.proposed_at).toISOString() }));
}
