import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { follows, jobs } from '../operations/refresh/scene.ts';
import { runConsole } from '../support/console.ts';
import { pristineDatabase } from '../support/database.ts';

const environmentOn = (url: string) => ({
  DATABASE_URL: url,
  INSTANCE_URL: 'https://social.test',
  AKKOMA_REFRESH: 'true',
});

/** A console that deactivates lain, and waits for an Akkoma that does not run. */
async function waitingConsole(url: string) {
  const started = spawn(process.execPath, ['src/console.js', 'user', 'deactivate', 'lain'], {
    env: { PATH: process.env.PATH, ...environmentOn(url) },
  });
  const ended = Promise.all([once(started, 'close'), text(started.stdout)]);
  const [told] = await once(started.stderr.setEncoding('utf8'), 'data');
  expect(told).toMatch(/^Waiting for Akkoma.*Press Ctrl-C to stop waiting\.\n$/);
  return {
    ended: async () => {
      const [[exit, signal], out] = await ended;
      return { exit, signal, out };
    },
    kill: (signal: NodeJS.Signals) => started.kill(signal),
  };
}

test('an interrupted wait for Akkoma prints the outcome, and leaves no job for Akkoma to take later', async () => {
  const { url, client } = await pristineDatabase('3.16.0');
  const { ended, kill } = await waitingConsole(url);

  // The console receives the signal twice, once from the terminal and once from npm.
  kill('SIGINT');
  kill('SIGINT');

  expect(await ended()).toMatchObject({
    exit: 0,
    out: expect.stringMatching(
      /^Deactivated lain\.[\s\S]*In Akkoma: +Not reloaded yet\. This takes effect when Akkoma is restarted\./,
    ),
  });
  expect(await jobs(client)).toEqual([]);
  expect(await follows(client)).toBe(0);
});

test('the next console ends the refresh that a killed console has left behind', async () => {
  const { url, client } = await pristineDatabase('3.16.0');
  const { ended, kill } = await waitingConsole(url);
  kill('SIGKILL');
  expect(await ended()).toMatchObject({ signal: 'SIGKILL' });
  expect(await follows(client)).toBeGreaterThan(0);
  await client.query(
    `update steward.refreshes set begun_at = begun_at - interval '3 minutes', enqueued_at = enqueued_at - interval '3 minutes'`,
  );

  await runConsole(['user', 'list'], environmentOn(url));

  expect(await jobs(client)).toEqual([]);
  expect(await follows(client)).toBe(0);
});
