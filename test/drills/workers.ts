import type { Pool, PoolClient } from 'pg';

/** What a worker of Akkoma's server met while it wrote to the same rows as Steward. */
export interface Met {
  writes: number;
  /** How often PostgreSQL ended its transaction because of a deadlock. */
  deadlocks: number;
  /** The longest time of one piece of work, in milliseconds. */
  slowest: number;
}

/**
 * Starts a worker of Akkoma's server, which runs one transaction after the other without a pause.
 *
 * @returns a function that stops the worker, and returns what it met.
 */
export function putToWork(pool: Pool, work: (client: PoolClient) => Promise<void>): () => Promise<Met> {
  const met: Met = { writes: 0, deadlocks: 0, slowest: 0 };
  let stopped = false;
  const goOn = async (): Promise<Met> => {
    const client = await pool.connect();
    try {
      while (!stopped) {
        const began = performance.now();
        try {
          await work(client);
          met.writes += 1;
        } catch (error) {
          await client.query('rollback');
          if (!(error instanceof Error && 'code' in error && error.code === '40P01')) throw error;
          met.deadlocks += 1;
        }
        met.slowest = Math.max(met.slowest, performance.now() - began);
      }
      return met;
    } finally {
      client.release();
    }
  };
  const going = goOn();
  return () => {
    stopped = true;
    return going;
  };
}
