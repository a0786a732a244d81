import { sql } from 'kysely';
import { Unfit } from '../akkoma/fit.ts';
import type { Em } from '../database/connection.ts';
import {
  isContention,
  isForbidden,
  isLockedOut,
  isOutdated,
  isTimeout,
  isUnreachable,
} from '../database/failures.ts';
import { Stale, StewardError, Unavailable } from '../errors.ts';
import { text } from '../text.ts';
import { redraw } from './advance.ts';
import { appendToAudit, steward } from './audit.ts';
import { Locked } from './locked.ts';
import type { Perform } from './perform.ts';
import type { ActionDependencies } from './request.ts';
import { lockAction, readAction } from './stored.ts';

/**
 * The handler that takes an action back whose time is over, unless it was undone before, or is to be kept. Where it can
 * no longer be undone, that is written down and it stays.
 *
 * @throws Error where the database cannot be asked, or something is in the way: to be called again.
 */
export function createReverse(
  { database, jobs, definitionOf }: ActionDependencies,
  perform: Perform,
): (told: { readonly action: number }) => Promise<void> {
  return async ({ action: id }) => {
    const found = await readAction(database.em.fork(), id);
    if (found.state !== 'done' || !(await isDue(database.em.fork(), id))) return;
    const undo = definitionOf('action.undo');
    if (undo === undefined) throw new Error('Nothing is defined to undo actions with');
    try {
      await perform({
        operation: undo.operation,
        args: undo.parse({ action: id }),
        reason: 'Its time is over.',
        caller: { ...steward, guildId: found.guildId ?? null, channelId: found.channelId ?? null },
        interactionId: null,
        secret: null,
        // Someone may have pressed "Keep it so" since: who was told that it stays must be right.
        provided: async (em) => {
          if (!(await isDue(em, id)))
            throw new Stale(text`Action ${id} is to be kept. There is nothing to do.`);
        },
      });
    } catch (error) {
      // Whoever unlocks has it taken back.
      if (error instanceof Locked) return;
      if (isPassing(error)) throw error;
      const because =
        error instanceof StewardError
          ? error.message
          : 'Something went wrong inside Steward. Undo it by hand.';
      await database.em.fork().transactional(async (em) => {
        const action = await lockAction(em, id);
        if (action.state !== 'done' || action.reversesAt == null) return;
        await sql`
          update steward.actions set reverses_at = null, revision = revision + 1, updated_at = now()
          where id = ${id}`.execute(em.getKysely());
        await redraw(em, jobs, action);
        await appendToAudit(em, jobs, {
          event: 'action.kept',
          caller: steward,
          actionId: id,
          interactionId: null,
          command: action.operation,
          args: {},
          reason: null,
          detail: { because },
        });
      });
    }
  };
}

/** Whether its time is over, by the database's clock, and it is still to be taken back then. */
async function isDue(em: Em, id: number): Promise<boolean> {
  const { rows } = await sql<{ due: boolean }>`
    select coalesce(reverses_at <= now(), false) as due from steward.actions where id = ${id}`.execute(
    em.getKysely(),
  );
  return rows[0]?.due === true;
}

/** What goes by itself, or with another try; after anything else a person is to look, not the same fault for ever. */
const isPassing = (error: unknown): boolean =>
  error instanceof Unavailable ||
  // By then Steward has been updated, or its role granted what an upgrade of Akkoma has brought.
  error instanceof Unfit ||
  [isUnreachable, isContention, isTimeout, isLockedOut, isOutdated, isForbidden].some((kind) => kind(error));
