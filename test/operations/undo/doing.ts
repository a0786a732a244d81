import type { Client } from 'pg';
import type { Operation } from '../../../src/operations/index.ts';
import { undo } from '../../../src/operations/undo/undo.ts';
import { undoAll } from '../../../src/operations/undo/undo-all.ts';
import type { Json } from '../../../src/text/reply.ts';
import { performOn, tester } from '../../support/perform.ts';
import { type Changes, changesBetween, type Snapshot, snapshot } from '../../support/snapshot.ts';

/** The common properties of all requests here. */
export const request = { reason: null, caller: tester, interactionId: null, secret: null };

/** Does operations as `tester` and undoes actions, on this database, for the calling test. */
export function doing(url: string, environment: Readonly<Record<string, string>> = {}) {
  const ways = performOn(url, environment);
  return {
    ...ways,
    /** @returns the action's number. */
    async does<Args extends object, Outcome extends Json>(
      operation: Operation<Args, Outcome>,
      args: Args,
      caller = tester,
    ): Promise<number> {
      const { actionId } = await ways.perform({ ...request, operation, args, caller });
      return actionId;
    },
    undoes: async (action: number) =>
      (await ways.perform({ ...request, operation: undo, args: { action } })).outcome,
    /** Undoes everything that this person has done so far. */
    undoesAll: async (by: string) =>
      (await ways.perform({ ...request, operation: undoAll, args: { by, since: '2000-01-01T00:00:00Z' } }))
        .outcome,
  };
}

/** Returns the changes since the snapshot, except for timestamps and values that a database counts itself. */
export async function differencesSince(client: Client, before: Snapshot): Promise<Changes> {
  const changes = changesBetween(before, await snapshot(client));
  return Object.fromEntries(
    Object.entries(changes).flatMap(([table, { updated = [], inserted = [], deleted = [] }]) => {
      const kept = updated
        .map(({ key, set: { updated_at: _, ...set } }) => ({ key, set }))
        .filter(({ set }) => Object.keys(set).length > 0);
      const change = {
        ...(kept.length > 0 && { updated: kept }),
        ...(inserted.length > 0 && { inserted }),
        ...(deleted.length > 0 && { deleted }),
      };
      return Object.keys(change).length > 0 ? [[table, change]] : [];
    }),
  );
}

/** Lets Akkoma's server begin every waiting job, as it does within a second. */
export const letJobsBegin = (client: Client) =>
  client.query(
    `update oban_jobs set state = 'completed', attempt = 1, completed_at = now() where state = 'available'`,
  );

/** Makes one account block another (1), or mute its notifications (4): `user_relationships.relationship_type`. */
export const relate = (client: Client, source: string, type: number, target: string) =>
  client.query(
    `insert into user_relationships (source_id, target_id, relationship_type, inserted_at)
     select s.id, t.id, $2, now() from users s, users t where s.nickname = $1 and t.nickname = $3`,
    [source, type, target],
  );
