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
  /** The sender of the server's mails. By default, it is that of the sandbox. */
  readonly instanceName?: string;
  readonly notifyEmail?: string;
}

export interface Made {
  /** The text of its FlakeId. */
  readonly flake: string;
  readonly data: Data;
}

const flakeIds = createFlakeIds();

/** Makes the text of a new FlakeId, whose time is the present one or an earlier one. */
export function newFlake(at?: Date): string {
  const [flake = ''] = (at === undefined ? flakeIds : createFlakeIds({ now: () => at.getTime() })).next();
  return flake;
}

/** Returns functions that read and write single rows as the server does, each with its own statement. */
export function openRecords(
  client: ClientBase,
  { instanceName = 'Social Test', notifyEmail = 'staff@social.test', ...given }: ServerSettings,
) {
  const settings = { ...given, instanceName, notifyEmail };
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
    /** By default, the activity is of the present time, local, and gets a new address. */
    insertActivity: async (
      data: Data,
      recipients: readonly string[],
      {
        at,
        local = true,
        id = `${settings.baseUrl}/activities/${randomUUID()}`,
      }: { readonly at?: Date | undefined; readonly local?: boolean; readonly id?: string } = {},
    ): Promise<Made> => {
      const flake = newFlake(at);
      const whole: Data = { ...data, id };
      await client.query(
        `insert into activities (id, data, local, actor, recipients, inserted_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $6)`,
        [uuidFromFlakeId(flake), JSON.stringify(whole), local, whole.actor, recipients, second(at)],
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

/** Returns a time in UTC, by default the present one, in whole seconds, as `inserted_at` and `updated_at` have it. */
export const second = (at = new Date()): string => at.toISOString().slice(0, 19);

/** Returns a time in UTC, by default the present one, as `published` of an activity has it. */
export const microsecond = (at = new Date()): string => at.toISOString().replace('Z', '000Z');
