import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { resetPassword } from '../../src/operations/instance/reset-password.ts';
import { deactivate } from '../../src/operations/instance/set-activation.ts';
import { runConsole } from '../support/console.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn, pressOf, tester } from '../support/perform.ts';
import { proxyTo } from '../support/proxy.ts';

const request = { reason: null, caller: tester, interactionId: '42', secret: null };
const args = { nickname: 'lain', keep_followers: false };

async function stage() {
  const { url, client } = await pristineDatabase();
  const proxy = await proxyTo(url);
  const ways = performOn(proxy.url);
  await ways.ready();
  return { client, proxy, ...ways };
}

async function states(client: Client) {
  const { rows: actions } = await client.query('select state from steward.actions order by id');
  const { rows: entries } = await client.query('select event from steward.audit_log order by id');
  return [...actions.map(({ state }) => state), ...entries.map(({ event }) => event)];
}

test('a lost answer to the commit does not lose the outcome, nor its secrets', async () => {
  const { client, proxy, perform } = await stage();

  proxy.loseAnswerToCommit();
  const performed = await perform({ ...request, operation: resetPassword, args: { nickname: 'lain' } });

  expect(performed.secrets).not.toEqual({});
  expect(await states(client)).toEqual(['done', 'action.done']);
});

test('a commit whose answer is lost along with the database is not reported as having changed nothing', async () => {
  const { client, proxy, perform } = await stage();

  proxy.loseAnswerToCommit('next and everything after');
  await expect(perform({ ...request, operation: deactivate, args })).rejects.toThrow(
    /the outcome is unknown\. Check it/,
  );

  expect(await states(client)).toEqual(['done', 'action.done']);
});

test('a lost answer to the commit of a confirmed action does not lose its outcome', async () => {
  const { client, proxy, propose, confirm } = await stage();
  const { actionId } = await propose({ ...request, operation: deactivate, args });

  proxy.loseAnswerToCommit('second');
  const performed = await confirm(pressOf(actionId, '43'), null);

  expect(performed.outcome).toMatchObject({ nickname: 'lain' });
  expect(await states(client)).toEqual(['done', 'action.proposed', 'action.done']);
});

test('a confirmed action whose commit answer is lost along with the database is not reported as having changed nothing', async () => {
  const { proxy, propose, confirm } = await stage();
  const { actionId } = await propose({ ...request, operation: deactivate, args });

  proxy.loseAnswerToCommit('second and everything after');

  await expect(confirm(pressOf(actionId, '43'), null)).rejects.toThrow(/the outcome is unknown/);
});

test('the console prints the outcome when the answer to its commit is lost', async () => {
  const { url, client } = await pristineDatabase();
  const proxy = await proxyTo(url);

  proxy.loseAnswerToCommit();
  const run = await runConsole(['user', 'deactivate', 'lain'], {
    DATABASE_URL: proxy.url,
    INSTANCE_URL: 'https://social.test',
    LOG_LEVEL: 'silent',
  });

  expect(run).toMatchObject({ exit: 0, out: expect.stringMatching(/^Deactivated lain\./), err: '' });
  expect(await states(client)).toEqual(['done', 'action.done']);
});
