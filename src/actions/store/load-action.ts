import { LockMode } from '@mikro-orm/core';
import { sql } from 'kysely';
import { Action } from '../../../entities/steward/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { addMissingLogContext } from '../../log/log-context.ts';
import { Conflict, NotFound, Stale } from '../../text/errors.ts';
import { command, type Text, text } from '../../text/text.ts';
import type { ActionState } from './transitions.ts';

/**
 * Returns the row of an action, locked until the transaction ends.
 *
 * @throws NotFound where there is no such action.
 */
export async function loadForUpdate(em: Em, id: number): Promise<Action> {
  const action = await em.findOne(Action, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  if (action === null) throw noSuchAction(id);
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
  if (action === null) throw noSuchAction(id);
  noteAction(action);
  return action;
}

/** Adds the action to the log context, and the interaction that requested it unless the context already has one. */
export const noteAction = ({ id, interactionId }: Action): void =>
  addMissingLogContext({ actionId: id, ...(interactionId == null ? {} : { interactionId }) });

const noSuchAction = (id: number): NotFound =>
  new NotFound(text`There is no action ${id}. Look for it with ${command('action list')}.`);

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
  new Stale(text`Action ${id} waited too long and has expired; nothing was done. Run the command again.`);

const endings: Readonly<Record<ActionState, Text>> = {
  proposed: text`still waits for an answer. Look at its card.`,
  approved: text`has been agreed to already. Its card tells what comes of it.`,
  running: text`is being run just now. Wait for its outcome.`,
  following: text`is still under way. Wait for its outcome.`,
  done: text`is done already. Look with ${command('action show')} what it did.`,
  undone: text`has been done and undone again. Run the command again if it is wanted after all.`,
  failed: text`failed, and nothing was changed. Try it again, or run the command again.`,
  stale: text`no longer fits what is there. Run the command again.`,
  denied: text`was denied. Talk to whoever denied it, or run the command again.`,
  cancelled: text`was cancelled. Run the command again if you still want it.`,
  expired: text`has expired. Run the command again.`,
};
