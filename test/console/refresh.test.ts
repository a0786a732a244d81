import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { follows, jobs } from '../operations/refresh/scene.ts';
import { runConsole } from '../support/console.ts';
import { pristineDatabase } from '../support/database.ts';
import { openTerminal } from '../support/terminal.ts';

const environmentOn = (url: string) => ({
  DATABASE_URL: url,
  INSTANCE_URL: 'https://social.test',
  AKKOMA_REFRESH: 'true',
});

const deactivation = ['user', 'deactivate', 'lain'];

test('at a terminal, the wait for Akkoma is shown, and Ctrl-C ends it with the outcome and leaves no job', async () => {
  const { url, client } = await pristineDatabase('3.16.0');
  const { said, interrupt, ended } = openTerminal(deactivation, environmentOn(url));
  await expect
    .poll(said)
    .toContain('\r\u001b[KWaiting up to 10 seconds for Akkoma. Press Ctrl-C to stop waiting.');

  interrupt();
  const exit = await ended;

  expect(exit).toBe(0);
  expect(
    said()
      .split('\r\u001b[K')
      .at(-1)
      ?.replaceAll(/\r\n +(?=[a-z])/g, ' '),
  ).toMatch(
    /^Deactivated lain\.[\s\S]*In Akkoma: +Not in effect yet for 4 accounts: ada, lain, bob and\s+1 more\. Akkoma reloads them by itself, at the latest after a restart\./,
  );
  expect(await jobs(client)).toEqual([]);
  expect(await follows(client)).toBe(0);
});

test('the next console ends the refresh that a killed console has left behind', async () => {
  const { url, client } = await pristineDatabase('3.16.0');
  const killed = spawn(process.execPath, ['src/console.js', ...deactivation], {
    env: { PATH: process.env.PATH, ...environmentOn(url) },
  });
  const ended = once(killed, 'close');
  await expect.poll(() => follows(client)).toBeGreaterThan(0);
  killed.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
  await client.query(
    `update steward.refreshes set begun_at = begun_at - interval '3 minutes', enqueued_at = enqueued_at - interval '3 minutes'`,
  );

  await runConsole(['user', 'list'], environmentOn(url));

  expect(await jobs(client)).toEqual([]);
  expect(await follows(client)).toBe(0);
});
