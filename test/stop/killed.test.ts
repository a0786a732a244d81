import { expect, test } from 'vitest';
import { startDiscordSandbox } from '../../sandbox/discord/index.ts';
import { type BotProcess, startProcess } from '../support/bot-process.ts';
import { buttonOf } from '../support/buttons.ts';
import { pristineDatabase } from '../support/database.ts';
import { confirmApproval } from '../support/team.ts';
import { someoneWaits } from '../support/waiting.ts';

const alone = { APPROVALS_DESTRUCTIVE: '1' };

const isReady = (bot: BotProcess) => expect.poll(() => bot.printed).toContain('"msg":"ready"');

test('a job of a killed process is carried on by another, however long its heartbeats count; one that hangs keeps it', async () => {
  const { url, client } = await pristineDatabase();
  // Otherwise, a process on a busy machine could lose its job for its heartbeats alone.
  await client.query(`update steward_jobs.queue set heartbeat_seconds = 3600 where name = 'run'`);
  const discord = await startDiscordSandbox();
  await using _closing = { [Symbol.asyncDispose]: () => discord.close() };
  const killed = startProcess(url, discord, alone);
  await killed.ready();
  await discord.as('ada').type('/user rm lain reason:x');
  const card = () => discord.as('ivan').messages().at(0);
  await expect.poll(() => card()?.embeds[0]?.title).toMatch(/^Approval required/);
  const shown = card();
  if (shown === undefined) throw new Error('There is no card');
  const jobOf = async () => {
    const { rows } = await client.query(
      `select state, retry_count, extract(epoch from clock_timestamp() - heartbeat_on)::float8 as age
       from steward_jobs.job where name = 'run'`,
    );
    return rows[0];
  };

  const other = startProcess(url, discord, alone);
  await isReady(other);

  // The run waits for the row, so that the process is killed in the middle of it. The other process does not take it.
  other.signal('SIGSTOP');
  await client.query(`begin; select from users where nickname = 'lain' for update`);
  await confirmApproval(discord, 'ivan', await discord.as('ivan').click(shown, buttonOf(shown, 'Approve')));
  // A process holds the lock of a job before the work begins.
  await someoneWaits(client);
  expect(await jobOf()).toMatchObject({ state: 'active' });
  other.signal('SIGCONT');
  killed.signal('SIGSTOP');
  await expect.poll(async () => (await jobOf()).age).toBeGreaterThan(3.6);
  expect(await jobOf()).toMatchObject({ state: 'active', retry_count: 0 });
  killed.signal('SIGCONT');
  await expect.poll(async () => (await jobOf()).age).toBeLessThan(1);

  killed.signal('SIGKILL');
  await killed.ended;
  await client.query('commit');

  await expect
    .poll(async () => (await client.query('select state from steward.actions')).rows)
    .toEqual([{ state: 'following' }]);
  const { rows } = await client.query(
    `select event from steward.audit_log where action_id = 1 and event in ('action.running', 'action.following')`,
  );
  expect(rows).toHaveLength(2);
});
