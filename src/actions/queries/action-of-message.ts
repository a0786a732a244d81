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

/** A message in Discord. */
export interface ShownMessage {
  readonly id: string;
  /** The id of the interaction that the message answers; null where it answers none. */
  readonly interactionId: string | null;
}

/**
 * Returns the plan of the action that a message shows, or that it mentions somebody for; null where there is none. For
 * an action that is about another one, such as an undo, it is the plan of that.
 *
 * The interaction finds an action whose message is not recorded yet: people see the message before that.
 */
export async function findActionOfMessage(
  em: Em,
  { id, interactionId }: ShownMessage,
): Promise<StoredPlan | null> {
  const { rows } = await sql<Row>`
    select plan, args from steward.actions
    where message_id = ${id} or mention_message_id = ${id} or interaction_id = ${interactionId}
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
