import { sql } from 'kysely';
import { z } from 'zod';
import type { Em } from '../../database/connection/connection.ts';
import { readPlan, type StoredPlan } from '../approval/stored-plan.ts';

/** The arguments of an action that is about another action, such as an undo. */
const aboutAction = z.object({ action: z.int() });

interface Row {
  readonly plan: unknown;
  readonly args: unknown;
}

/**
 * Returns the plan of the action that a message shows, or that it mentions somebody for; null where there is none. For
 * an action that is about another one, such as an undo, it is the plan of that.
 *
 * @param message the id of a message in Discord.
 */
export async function findActionOfMessage(em: Em, message: string): Promise<StoredPlan | null> {
  const { rows } = await sql<Row>`
    select plan, args from steward.actions where message_id = ${message} or mention_message_id = ${message}
    order by id desc limit 1`.execute(em.getKysely());
  const [shown] = rows;
  const about = aboutAction.safeParse(shown?.args).data?.action;
  const plan = (about === undefined ? null : await planOf(em, about)) ?? shown?.plan ?? null;
  return plan === null ? null : readPlan(plan);
}

async function planOf(em: Em, action: number): Promise<unknown> {
  const { rows } = await sql<Row>`select plan, args from steward.actions where id = ${action}`.execute(
    em.getKysely(),
  );
  return rows[0]?.plan ?? null;
}
