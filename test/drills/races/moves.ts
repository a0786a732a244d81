import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import type { ActionRequest, Caller } from '../../../src/actions/index.ts';
import { tag } from '../../../src/operations/instance/tags.ts';
import { keep } from '../../../src/operations/steward/keep.ts';
import { undo } from '../../../src/operations/undo/undo.ts';
import { undoAll } from '../../../src/operations/undo/undo-all.ts';
import type { Json } from '../../../src/text/reply.ts';
import { another, pressOf, tester, type Ways } from '../../support/perform.ts';
import { contested, type Move } from './race.ts';
import type { Replicas } from './replicas.ts';

/** An interaction id that no test has used before. */
export const pressed = (): string => randomUUID();

export const [ann, bob] = [another('ann'), another('bob')] as const;

export const tagging = { operation: tag, args: { nickname: contested, tags: ['raced'] } };

/** Returns a request for the operation. */
export const requestOf = <Args extends object, Outcome extends Json>(
  asked: Pick<ActionRequest<Args, Outcome>, 'operation' | 'args'>,
  { interactionId = pressed(), caller = tester }: { interactionId?: string; caller?: Caller } = {},
): ActionRequest<Args, Outcome> => ({ ...asked, reason: 'A race', caller, interactionId, secret: null });

/** Removes the account's tags, as each race begins without any. */
export const untagged = (client: Client) =>
  client.query(`update users set tags = '{}' where nickname = $1`, [contested]);

/** An action that waits for approvals. */
export async function proposed(client: Client, ways: Ways, caller = tester): Promise<number> {
  await untagged(client);
  return (await ways.propose(requestOf(tagging, { caller }))).actionId;
}

/** An action that one other person has approved, and that has not been run. */
export async function approvedAction({ client, team: [one] }: Replicas, caller = tester): Promise<number> {
  const id = await proposed(client, one, caller);
  await approve(one, id)();
  return id;
}

export async function failed(replicas: Replicas): Promise<number> {
  const id = await approvedAction(replicas);
  await replicas.client.query(`update steward.actions set state = 'failed', deadline = null where id = $1`, [
    id,
  ]);
  return id;
}

export async function done({ client, alone: [one] }: Replicas): Promise<number> {
  await untagged(client);
  return (await one.perform(requestOf(tagging))).actionId;
}

/** A time-limited action whose time is over. */
export async function due(replicas: Replicas): Promise<number> {
  const id = await done(replicas);
  await replicas.client.query('update steward.actions set reverses_at = now() where id = $1', [id]);
  return id;
}

export const approve =
  (ways: Ways, id: number, caller = ann, interactionId = pressed()): Move =>
  () =>
    ways.castVote(pressOf(id, interactionId, caller), { vote: 'approve', seen: null });

export const deny =
  (ways: Ways, id: number, caller = bob, interactionId = pressed()): Move =>
  () =>
    ways.castVote(pressOf(id, interactionId, caller), { vote: 'deny', reason: 'No' });

/** Presses a button that needs no further input. */
export const press =
  (ways: Ways, what: 'cancel' | 'retry', id: number, caller = tester, interactionId = pressed()): Move =>
  () =>
    ways[what](pressOf(id, interactionId, caller));

export const keeping =
  (ways: Ways, id: number, interactionId = pressed()): Move =>
  () =>
    ways.perform(requestOf({ operation: keep, args: { action: id } }, { interactionId }));

export const confirm =
  (ways: Ways, id: number, interactionId = pressed()): Move =>
  () =>
    ways.confirm(pressOf(id, interactionId), null);

/** Runs the handler of a queue for the action. */
export const job =
  (ways: Ways, queue: 'run' | 'reverse', id: number): Move =>
  () =>
    ways[queue]({ action: id });

/** Sets the deadline to this moment, and runs the job that expires the action. */
export const expire =
  ({ client, team: [, two] }: Replicas, id: number, from = 'proposed'): Move =>
  async () => {
    await client.query(
      `update steward.actions set deadline = clock_timestamp() - interval '1 millisecond'
       where id = $1 and state = $2`,
      [id, from],
    );
    await two.expire({ action: id });
  };

export const undoing = (id: number) => ({ operation: undo, args: { action: id } });

/** The undo of everything that the tester did, from this action on. */
export async function undoingAll(client: Client, id: number) {
  const { rows } = await client.query<{ since: string }>(
    'select to_json(proposed_at) as since from steward.actions where id = $1',
    [id],
  );
  return { operation: undoAll, args: { by: tester.id, since: rows[0]?.since ?? '' } };
}
