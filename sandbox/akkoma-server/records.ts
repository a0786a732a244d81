import { randomUUID } from 'node:crypto';
import type { ClientBase, QueryResultRow } from 'pg';
import { uuidFromFlakeId } from '../../entities/types/flake-id-text.ts';
import { createFlakeIds } from '../../src/akkoma/ids/flake-ids.ts';
import { type AkkomaRelease, isSince } from '../database/releases.ts';
import { type Data, everybody, isAddressed, type Json } from './activity-data.ts';

export interface ServerSettings {
  /** The release of Akkoma. */
  readonly akkoma: AkkomaRelease;
  readonly baseUrl: string;
  readonly federating: boolean;
  readonly cleanupAttachments: boolean;
  /** Whether an external search engine, instead of the database, searches posts. */
  readonly externalSearch: boolean;
}

export interface Made {
  /** The text of its FlakeId. */
  readonly flake: string;
  readonly data: Data;
}

const flakeIds = createFlakeIds();

/** Returns functions that read and write single rows as the server does, each with its own statement. */
export function openRecords(client: ClientBase, settings: ServerSettings) {
  const all = async (query: string, values: readonly unknown[]): Promise<QueryResultRow[]> =>
    (await client.query(query, [...values])).rows;
  const one = async (query: string, values: readonly unknown[]): Promise<QueryResultRow | undefined> =>
    (await all(query, values))[0];
  const enqueue = (worker: string, queue: string, attempts: number, priority: number, args: Data) =>
    client.query(
      'insert into oban_jobs (worker, queue, max_attempts, priority, args) values ($1, $2, $3, $4, $5)',
      [`Pleroma.Workers.${worker}`, queue, attempts, priority, JSON.stringify(args)],
    );

  const { akkoma } = settings;
  const publishAttempts = isSince(akkoma, '3.16.0') ? 6 : 5;

  return {
    settings,
    all,
    one,
    enqueue,
    /**
     * Enqueues a job for the search index. From 3.15.0 on Akkoma enqueues none where the database itself is searched;
     * earlier releases always do (behaviour.md 21.5).
     */
    index: async (args: Data): Promise<void> => {
      if (isSince(akkoma, '3.15.0') && !settings.externalSearch) return;
      await enqueue('SearchIndexingWorker', 'search_indexing', 2, 0, args);
    },
    objectAt: (url: Json | undefined) => one(`select * from objects where data ->> 'id' = $1`, [url]),
    setObject: (id: number, data: Data, touched: boolean) =>
      client.query(`update objects set data = $2, updated_at = coalesce($3, updated_at) where id = $1`, [
        id,
        JSON.stringify(data),
        touched ? second() : null,
      ]),
    insertActivity: async (data: Data, recipients: readonly string[]): Promise<Made> => {
      const [flake = ''] = flakeIds.next();
      const whole: Data = { ...data, id: `${settings.baseUrl}/activities/${randomUUID()}` };
      await client.query(
        `insert into activities (id, data, local, actor, recipients, inserted_at, updated_at)
         values ($1, $2, true, $3, $4, $5, $5)`,
        [uuidFromFlakeId(flake), JSON.stringify(whole), whole.actor, recipients, second()],
      );
      return { flake, data: whole };
    },
    deleteActivity: (id: string) => client.query('delete from activities where id = $1', [id]),
    publish: (flake: string, priority: number, objectData: string | null) =>
      enqueue('PublisherWorker', 'federator_outgoing', publishAttempts, priority, {
        op: 'publish',
        activity_id: flake,
        object_data: objectData,
      }),
    isFederated: (data: Data) =>
      settings.federating &&
      !(isAddressed(data, `${settings.baseUrl}/#Public`) && !isAddressed(data, everybody)),
  };
}

export type Records = ReturnType<typeof openRecords>;

/** Returns the time in UTC, in whole seconds, as `inserted_at` and `updated_at` have it. */
export const second = (): string => new Date().toISOString().slice(0, 19);
