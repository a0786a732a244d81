import { sql } from 'kysely';
import { StewardError } from '../errors.ts';
import { redraw } from './advance.ts';
import { appendToAudit, steward } from './audit.ts';
import type { Perform } from './perform.ts';
import type { ActionDependencies } from './request.ts';
import { lockAction, readAction } from './stored.ts';

/**
 * The handler that takes an action back whose time is over, unless it was undone before, or is to be kept. Where it can
 * no longer be undone, that is written down and it stays.
 */
export function createReverse(
  { database, jobs, definitionOf }: ActionDependencies,
  perform: Perform,
): (told: { readonly action: number }) => Promise<void> {
  return async ({ action: id }) => {
    const found = await readAction(database.em.fork(), id);
    const { rows } = await sql<{ due: boolean }>`
      select coalesce(reverses_at <= now(), false) and state = 'done' as due from steward.actions where id = ${id}`.execute(
      database.em.fork().getKysely(),
    );
    if (rows[0]?.due !== true) return;
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
      });
    } catch (error) {
      if (!(error instanceof StewardError)) throw error;
      await database.em.fork().transactional(async (em) => {
        const action = await lockAction(em, id);
        if (action.state !== 'done') return;
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
          detail: { because: error.message },
        });
      });
    }
  };
}
