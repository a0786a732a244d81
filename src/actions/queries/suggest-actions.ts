import { type RawBuilder, sql } from 'kysely';
import type { Action } from '../../../entities/steward/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { type Operations, undoableOf } from '../../operations/index.ts';
import { canRunLater } from '../lifecycle/retry.ts';
import type { ActionDependencies } from '../request.ts';
import { findListed, type ListedAction, listActions } from './list-actions.ts';

/** A value with the name that the suggestion shows. */
interface Suggested {
  readonly name: string;
  readonly value: string;
}

/** Discord's limit for the choices of an autocomplete. */
const maxChoices = 25;

/** How many of the latest actions are searched. */
const rowsScanned = 1_000;

/** What the caller is about to do with an action. */
export type Verb = 'undo' | 'vote' | 'cancel' | 'keep' | 'retry';

/** An action that a suggestion names. */
export type Suggestible = Pick<Action, 'id' | 'operation' | 'args' | 'plan' | 'requesterName'>;

interface ActionSearch {
  readonly verb: Verb;
  readonly typed: string;
  /** The person who acts: nobody votes on their own actions, nor cancels those of others. */
  readonly callerId: string;
  /** What the suggestion shows of an action. */
  nameOf(action: Suggestible): string;
}

/**
 * Returns the actions that the caller can do this with, the latest first. The typed text is searched for in what the
 * suggestion shows.
 */
export async function suggestActionsTo(
  em: Em,
  { definitionOf, operations }: Pick<ActionDependencies, 'definitionOf' | 'operations'>,
  { verb, typed, callerId, nameOf }: ActionSearch,
): Promise<Suggested[]> {
  const part = typed.trim().toLowerCase();
  const { rows } = await sql<Suggestible>`
    select id::float8 as id, operation, args, plan, requester_name as "requesterName" from steward.actions action
    where ${fit[verb](callerId, operations)} order by action.id desc limit ${rowsScanned}`.execute(
    em.getKysely(),
  );
  const suggestions: Suggested[] = [];
  for (const row of rows) {
    if (suggestions.length >= maxChoices) break;
    if (verb === 'retry' && !canRunLater({ definitionOf }, row)) continue;
    const name = nameOf(row);
    if (name.toLowerCase().includes(part)) suggestions.push({ name, value: String(row.id) });
  }
  return suggestions;
}

const fit: Readonly<Record<Verb, (callerId: string, operations: Operations) => RawBuilder<boolean>>> = {
  undo: (_callerId, operations) =>
    sql`state = 'done' and operation = any(${sql.val(undoableOf(operations))}::text[])`,
  vote: (callerId) => sql`
    state = 'proposed' and votes_needed > 0 and requester_id <> ${callerId} and deadline > now() and not exists (
      select from steward.votes vote where vote.action_id = action.id and vote.voter_id = ${callerId})`,
  cancel: (callerId) => sql`state in ('proposed', 'approved') and requester_id = ${callerId}`,
  keep: () => sql`state = 'done' and reverses_at is not null`,
  retry: () => sql`state = 'failed'`,
};

/** How many of the newest actions are searched. */
const newestScanned = 500;

/**
 * Returns actions whose number starts with the typed text, or whose name or requester contains it; the newest first.
 *
 * @param nameOf what people read of an action.
 */
export async function suggestActions(
  em: Em,
  typed: string,
  nameOf: (action: ListedAction) => string,
): Promise<Suggested[]> {
  const part = typed.trim().replace(/^#/, '').toLowerCase();
  const isNumber = /^\d{1,15}$/.test(part);
  const named = isNumber ? await findListed(em, Number(part)) : null;
  const newest = await listActions(em, {}, {}, newestScanned);
  const suggestions: Suggested[] = named === null ? [] : [suggestionOf(named, nameOf)];
  for (const action of newest) {
    if (suggestions.length >= maxChoices) break;
    const suggestion = suggestionOf(action, nameOf);
    const fits =
      suggestion.value.startsWith(part) ||
      [suggestion.name, action.requester].some((words) => words.toLowerCase().includes(part));
    if (fits && action.id !== named?.id) suggestions.push(suggestion);
  }
  return suggestions;
}

const suggestionOf = (action: ListedAction, nameOf: (action: ListedAction) => string): Suggested => ({
  name: nameOf(action),
  value: String(action.id),
});
