import { LockMode } from '@mikro-orm/core';
import { sql } from 'kysely';
import { Action } from '../../../entities/steward/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { addMissingLogContext } from '../../log/log-context.ts';
import { Conflict, NotFound, Stale } from '../../text/errors.ts';
import { noSuchAction } from '../../text/sentences.ts';
import { command, type Text, text } from '../../text/text.ts';
import type { ActionState } from './transitions.ts';

/**
 * Returns the row of an action, locked until the transaction ends.
 *
 * @throws NotFound where there is no such action.
 */
export async function loadForUpdate(em: Em, id: number): Promise<Action> {
  const action = await em.findOne(Action, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  if (action === null) throw new NotFound(noSuchAction(id));
  noteAction(action);
  return action;
}

/**
 * Returns the row of an action without locking it.
 *
 * @throws NotFound where there is no such action.
 */
export async function readAction(em: Em, id: number): Promise<Action> {
  const action = await em.findOne(Action, { id }, { refresh: true });
  if (action === null) throw new NotFound(noSuchAction(id));
  noteAction(action);
  return action;
}

/** Adds the action to the log context, and the interaction that requested it unless the context already has one. */
export const noteAction = ({ id, interactionId }: Action): void =>
  addMissingLogContext({ actionId: id, ...(interactionId == null ? {} : { interactionId }) });

/** Whether the deadline of its vote or run is over, by the clock of the database. */
export async function isLate(em: Em, { id }: Pick<Action, 'id'>): Promise<boolean> {
  const { rows } = await sql<{ late: boolean }>`
    select coalesce(deadline < now(), false) as late from steward.actions where id = ${id}`.execute(
    em.getKysely(),
  );
  return rows[0]?.late === true;
}

/**
 * Checks that an action is in one of these states.
 *
 * @throws Stale where it has expired, and Conflict in any other state. The message says what happened to the action and
 * what to do instead.
 */
export function requireState({ id, state }: Action, states: readonly ActionState[]): void {
  if (states.includes(state)) return;
  if (state === 'expired') throw tooLate(id);
  throw new Conflict(text`Action ${id} ${endings[state]}`);
}

export const tooLate = (id: number): Stale =>
  new Stale(text`Action ${id} has expired. Nothing was changed. Run the command again.`);

const endings: Readonly<Record<ActionState, Text>> = {
  proposed: text`is still pending. Look at it with ${command('action show')}.`,
  approved: text`is already approved. Look at it with ${command('action show')}.`,
  running: text`is running. Wait for the outcome.`,
  following: text`is not finished yet. Wait for the outcome.`,
  done: text`is already done. Look at it with ${command('action show')}.`,
  undone: text`is already undone. Run the command again if you still want it.`,
  failed: text`failed. Nothing was changed. Retry it, or run the command again.`,
  stale: text`is out of date. Run the command again.`,
  denied: text`was denied. Ask the member who denied it, or run the command again.`,
  cancelled: text`was cancelled. Run the command again if you still want it.`,
  expired: text`has expired. Run the command again.`,
};
