import { type Client, escapeIdentifier } from 'pg';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { openRunningJobs } from '../../src/jobs/running-jobs.ts';
import { ownDatabase } from '../support/database.ts';

const job = '6f1e2c9a-7d5b-4c4e-9a52-0d1f6f1b7a10';

async function scene() {
  const { url, client } = await ownDatabase();
  const logged: { readonly level: number; readonly msg: string; readonly err?: { readonly code: string } }[] =
    [];
  const log = pino({ base: null }, { write: (line: string) => logged.push(JSON.parse(line)) });
  const running = openRunningJobs({ url, keepsSession: true, log });
  onTestFinished(() => running.close());
  return { client, logged, running };
}

/** Limits the open connections to this database, not counting those of superusers; -1 is no limit. */
async function limitConnections(client: Client, limit: number): Promise<void> {
  const { rows } = await client.query('select current_database() as name');
  await client.query(`alter database ${escapeIdentifier(rows[0].name)} connection limit ${limit}`);
}

const locksOn = async (client: Client): Promise<number> => {
  const { rows } = await client.query(
    `select count(*)::integer as held from pg_locks where locktype = 'advisory' and mode = 'ShareLock'
       and database = (select oid from pg_database where datname = current_database())`,
  );
  return rows[0].held;
};

/** Runs a job, and returns how many locks it held. */
async function runJob({ client, running }: Awaited<ReturnType<typeof scene>>): Promise<number> {
  let held = -1;
  await running.during(job, async () => {
    held = await locksOn(client);
  });
  return held;
}

test('without a connection for the locks, jobs run with their heartbeats alone, and the log says so once', async () => {
  const stage = await scene();
  const { client, logged } = stage;
  await limitConnections(client, 0);

  expect([await runJob(stage), await runJob(stage)]).toEqual([0, 0]);

  expect(logged).toMatchObject([{ level: 40, err: { code: '53300' } }]);
  expect(logged[0]?.msg).toMatch(/jobs run without locks/);
});

test('once there is a connection again, jobs hold their locks, and the next outage is told again', async () => {
  const stage = await scene();
  const { client, logged } = stage;
  await limitConnections(client, 0);
  await runJob(stage);
  await limitConnections(client, -1);

  expect(await runJob(stage)).toBe(1);
  expect(await locksOn(client)).toBe(0);

  await limitConnections(client, 0);
  await client.query(
    `select pg_terminate_backend(pid, 10000) from pg_stat_activity
     where datname = current_database() and application_name = 'steward-running'`,
  );
  await expect.poll(() => runJob(stage)).toBe(0);
  expect(logged).toHaveLength(2);
});

test('what a job throws is thrown, and its work is done once', async () => {
  const stage = await scene();
  let times = 0;
  const failing = async (): Promise<void> => {
    times += 1;
    throw new Error('the work failed');
  };

  await expect(stage.running.during(job, failing)).rejects.toThrow('the work failed');
  await limitConnections(stage.client, 0);
  await expect(stage.running.during(job, failing)).rejects.toThrow('the work failed');

  expect(times).toBe(2);
  expect(await locksOn(stage.client)).toBe(0);
});
