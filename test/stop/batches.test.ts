import { expect, onTestFinished, test } from 'vitest';
import { startDiscordSandbox } from '../../sandbox/discord/index.ts';
import { startProcess } from '../support/bot-process.ts';
import { buttonOf } from '../support/buttons.ts';
import { countOf, miscounted, writeCrowd } from '../support/crowd.ts';
import { pristineDatabase } from '../support/database.ts';

test('after a process is killed between two batches, the next one continues there, and nothing is done twice', async () => {
  const { url, client } = await pristineDatabase();
  await writeCrowd(client, 1_500);
  const discord = await startDiscordSandbox();
  onTestFinished(() => discord.close());
  const first = startProcess(url, discord);
  await first.ready();
  const ada = discord.as('ada');
  const card = await (await ada.type('/instance deactivate_all crowd.example reason:spam')).message();
  // Akkoma holds the last account, so that the action cannot finish.
  await client.query('begin');
  await client.query(`select from users where nickname = 'crowd1500@crowd.example' for update`);
  await ada.click(card, buttonOf(card, 'Run now'));
  await expect
    .poll(async () => {
      const { rowCount } = await client.query('select from steward.pending_accounts');
      return rowCount !== null && rowCount > 0 && rowCount < 500;
    })
    .toBe(true);

  first.signal('SIGKILL');
  await first.ended;
  await client.query('commit');
  const second = startProcess(url, discord);
  await second.ready();

  const stateNow = async () => (await client.query('select state from steward.actions')).rows[0].state;
  await expect.poll(stateNow).toBe('done');
  expect(await countOf(client, `is_active and nickname like '%@crowd.example'`)).toBe(0);
  expect(await miscounted(client)).toEqual([]);
  const { rows } = await client.query(
    `select (outcome ->> 'accounts')::integer as accounts, (
       select count(*)::integer from steward.changes where table_name = 'users' and before ? 'is_active'
     ) as records from steward.actions`,
  );
  expect(rows).toEqual([{ accounts: 1_500, records: 1_500 }]);
  second.signal('SIGTERM');
  await second.ended;
});
