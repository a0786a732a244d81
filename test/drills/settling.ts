import { setTimeout } from 'node:timers/promises';
import type { Client } from 'pg';
import { startAkkomaServer } from '../../sandbox/akkoma-server/index.ts';
import type { Sight } from './scene.ts';

/**
 * Waits until all work is done except what waits for people, for a later time or for Akkoma, and nothing is under way:
 * at two checks in a row there is no job and no statement, and nothing has been sent to Discord between them.
 *
 * @returns the time until then, in milliseconds.
 */
export async function settled(
  { client, discord }: Pick<Sight, 'client' | 'discord'>,
  within: number,
): Promise<number> {
  const began = performance.now();
  let requests = -1;
  for (;;) {
    await hurry(client);
    const left = [...(await leftToDo(client)), ...(await underWay(client))];
    const waited = performance.now() - began;
    const isSilent = discord.requests.length === requests;
    if (left.length === 0 && isSilent) return waited;
    requests = left.length === 0 ? discord.requests.length : -1;
    if (waited > within) throw new Error(`It has not settled in ${within} ms: ${JSON.stringify(left)}`);
    await setTimeout(250);
  }
}

/**
 * The job `card` leaves a command's card for ten seconds to the process that answers it; here no such process is left.
 */
async function hurry(client: Client): Promise<void> {
  await client.query(
    `update steward_jobs.job set start_after = now() where name = 'card' and state = 'created' and start_after > now()`,
  );
}

/** Enqueues the job that the bot runs every two minutes, so that the test need not wait. */
export async function lookForMissingCards(client: Client): Promise<void> {
  await client.query(`insert into steward_jobs.job (name) values ('missing')`);
}

async function leftToDo(client: Client): Promise<unknown[]> {
  const { rows } = await client.query(`
    select name, state, singleton_key, start_after, output from steward_jobs.job
    where name not in ('follow', 'tidy') and name not like '\\_\\_pgboss%' and (
      state in ('active', 'retry')
      or state = 'created' and start_after <= now())`);
  return rows;
}

/** Returns Steward's running statements and open transactions. */
async function underWay(client: Client): Promise<unknown[]> {
  const { rows } = await client.query(`
    select application_name, state, query from pg_stat_activity
    where datname = current_database() and application_name like 'steward%' and state <> 'idle'
      and pid <> pg_backend_pid()`);
  return rows;
}

/** Lets an Akkoma finish its part, until no action is followed any more. */
export async function untilAkkomaHasFinished(
  { ownersUrl, client }: Pick<Sight, 'ownersUrl' | 'client'>,
  within: number,
): Promise<void> {
  const akkoma = await startAkkomaServer({ url: ownersUrl });
  const began = performance.now();
  try {
    for (;;) {
      const { rows } = await client.query(
        `select id, progress from steward.actions where state = 'following'`,
      );
      if (rows.length === 0) return;
      if (performance.now() - began > within) {
        throw new Error(`Akkoma is still followed after ${within} ms: ${JSON.stringify(rows)}`);
      }
      await setTimeout(250);
    }
  } finally {
    await akkoma.stop();
  }
}
