import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { Conflict, NotFound, NothingToDo } from '../../text/errors.ts';
import { plural } from '../../text/plural.ts';
import { bySurface, command, joinTexts, type Text, text } from '../../text/text.ts';
import { defineOperation, type PlanContext, type ReadContext, type StoredAction } from '../operation.ts';
import { undo } from './undo.ts';
import { hasParts } from './undo-parts.ts';
import { accountsOfUndo, applyUndo, continueUndo, planUndo } from './undo-plan.ts';
import { actInWords } from './undo-words.ts';
import { undoWrites } from './undoable.ts';

interface UndoAllArgs {
  /** The person whose actions are undone, by the id in `steward.actions`. */
  readonly by: string;
  /** The earliest time of their requests: ISO 8601, with its zone. */
  readonly since: string;
}

/**
 * Undoes everything that one person has asked for and got since a time, as a whole: rows that several of the actions
 * changed become what they were before the first of them.
 */
export const undoAll = defineOperation({
  name: 'action.undo_all',
  tier: 'destructive',
  writes: undoWrites,
  reads: ['moderation_log', 'user_relationships'],
  undo: { impossible: text`Run the original commands again.` },

  async preflight(context, args: UndoAllArgs) {
    const { name } = await findUndoable(context, args);
    // How many of them can be undone is known with the plan.
    return { target: `the actions of ${name}` };
  },

  async plan(context, args: UndoAllArgs) {
    const { name, toUndo, others } = await findUndoable(context, args);
    const { plan, undone } = await planUndo(context, {
      actions: toUndo.map(({ id }) => id),
      operations: [...new Set(toUndo.map(({ operation }) => operation))],
      target: targetOf(toUndo.length, name),
      tier: 'destructive',
    });
    return {
      ...plan,
      before: [text`It undoes ${await namedActions(context, undone)}.`],
      // An override for `action.undo` applies to every undo, of one action or of many.
      alsoRequires: [...(plan.alsoRequires ?? []), undo.name],
      target: targetOf(undone.length, name),
      identity: args.by,
      facts: { ...plan.facts, ...restOf(plan.facts.actions, undone) },
      counts: { actions_undone: undone.length, ...plan.counts },
      warnings: [
        ...plan.warnings,
        ...nothingOf(plan.facts.actions.filter((id) => !undone.includes(id))),
        ...(await leftText(context, others)),
      ],
      unbound: { undoneOf: name },
    };
  },

  async targets(context, args) {
    const { toUndo } = await findActions(context, args);
    return accountsOfUndo(
      context,
      toUndo.map(({ id }) => id),
    );
  },

  async apply(context, _args, { target, facts }) {
    const { actions: all, not_undone: rest = [] } = facts;
    const actions = all.filter((id) => !rest.includes(id));
    const undone = await applyUndo(context, { actions: all, undone: actions, target });
    return { actions, ...restOf(all, actions), target, ...undone };
  },
  follow: (context, _args, outcome) =>
    continueUndo(context, [...outcome.actions, ...(outcome.not_undone ?? [])], outcome),
  isUnfinished: hasParts,
});

/**
 * @throws Conflict where none of the actions can be undone; NothingToDo where there are none; NotFound for an id that
 * nobody has.
 */
async function findUndoable(context: PlanContext, args: UndoAllArgs): ReturnType<typeof findActions> {
  const found = await findActions(context, args);
  const { name, toUndo, others } = found;
  if (toUndo.length > 0) return found;
  const Ending = others.length === 0 ? NothingToDo : Conflict;
  const left = await leftText(context, others);
  throw new Ending(
    joinTexts(
      [text`${name} has no actions that can be undone. The start time was ${new Date(args.since)}.`, ...left],
      ' ',
    ),
  );
}

/** The actions that stay done, because nothing of them can be restored. */
function restOf(all: readonly number[], undone: readonly number[]): { not_undone?: number[] } {
  const rest = all.filter((id) => !undone.includes(id));
  return rest.length === 0 ? {} : { not_undone: rest };
}

/** Names the actions that stay done. */
const nothingOf = (rest: readonly number[]): Text[] =>
  rest.length === 0
    ? []
    : [
        text`Nothing of ${[plural(rest.length, 'action', 'actions')]} ${[rest.join(', ')]} can be restored: ${[plural(rest.length, 'it stays', 'they stay')]} done.`,
      ];

const targetOf = (actions: number, name: string): string =>
  `${actions} ${plural(actions, 'action', 'actions')} of ${name}`;

interface FoundAction {
  readonly id: number;
  readonly operation: string;
}

/** Finds the actions of a person since then, the last first: those that can be undone, and the others. */
async function findActions(
  { em, operations }: ReadContext,
  { by, since }: UndoAllArgs,
): Promise<{ name: string; toUndo: FoundAction[]; others: FoundAction[] }> {
  const { rows } = await sql<FoundAction & { name: string }>`
    select id::integer, operation, requester_name as name from steward.actions
    where requester_id = ${by} and proposed_at >= ${since}::timestamptz and state in ('done', 'following')
    order by id desc`.execute(em.getKysely());
  const canBe = ({ operation }: { operation: string }): boolean =>
    operations.get(operation)?.undo === 'recorded';
  return {
    name: rows[0]?.name ?? (await requesterName(em, by)),
    toUndo: rows.filter(canBe).map(({ id, operation }) => ({ id, operation })),
    others: rows.filter((row) => !canBe(row)),
  };
}

/**
 * Reads a person's name when they last asked for something. A name typed instead of an id is refused, rather than taken
 * for a person who has done nothing.
 *
 * @throws NotFound for an id that nobody has.
 */
async function requesterName(em: Em, id: string): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    select requester_name as name from steward.actions where requester_id = ${id} order by id desc limit 1`.execute(
    em.getKysely(),
  );
  const [latest] = rows;
  if (latest === undefined) {
    throw new NotFound(
      text`The member with the id ${id} has not requested anything yet. ${bySurface({
        inDiscord: text`Choose a suggestion, or mention the member.`,
        inTerminal: text`Look for members with ${command('action list')}.`,
      })}`,
    );
  }
  return latest.name;
}

/** Lists the actions that cannot be undone. */
const leftText = async (context: PlanContext, others: readonly FoundAction[]): Promise<Text[]> =>
  others.length === 0
    ? []
    : [
        text`Cannot be undone: ${await namedActions(
          context,
          others.map(({ id }) => id),
        )}.`,
      ];

const mostNamed = 20;

/** Names actions by their numbers and by what they did, the last first. */
async function namedActions(context: PlanContext, ids: readonly number[]): Promise<string> {
  const { rows } = await sql<StoredAction & { id: number; target: string }>`
    select id::integer, operation, args, plan, coalesce(plan ->> 'target', '') as target
    from steward.actions where id = any(${sql.val(ids)}::bigint[])
    order by steward.actions.id desc limit ${mostNamed}`.execute(context.em.getKysely());
  const named = rows.map(({ id, ...action }) => `${id} (${actInWords(context, action)})`);
  const more = ids.length > mostNamed ? ` and ${ids.length - mostNamed} more` : '';
  return `${plural(ids.length, 'action', 'actions')} ${named.join(', ')}${more}`;
}
