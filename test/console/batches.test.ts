import { expect, test } from 'vitest';
import { runConsole } from '../support/console.ts';
import { countOf, writeCrowd } from '../support/crowd.ts';
import { ownDatabase, pristineDatabase, type TestDatabase } from '../support/database.ts';

async function scene({ url, client }: TestDatabase) {
  await writeCrowd(client, 600);
  return {
    client,
    run: (...words: string[]) =>
      runConsole(words, { DATABASE_URL: url, INSTANCE_URL: 'https://social.test', AKKOMA_REFRESH: 'false' }),
  };
}

const shuttingOut = ['user', 'deactivate_all_from_instance', 'crowd.example', '-y'];

test('the console does all batches itself, and prints the whole outcome', async () => {
  const { client, run } = await scene(await pristineDatabase());

  const { exit, out, err } = await run(...shuttingOut);

  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  expect(out).toMatch(/^Deactivated 600 accounts of crowd\.example\.$/m);
  expect(out).toMatch(/Local followers removed: +600/);
  expect(await countOf(client, `is_active and nickname like '%@crowd.example'`)).toBe(0);
});

test('on a terminal the console shows how far it is, on one line, and removes the line at the end', async () => {
  const { url, client } = await ownDatabase();
  await writeCrowd(client, 600);
  // Each batch takes longer than the time after which the progress is shown.
  await client.query(`
    create function dawdle() returns trigger language plpgsql as $$ begin perform pg_sleep(0.6); return new; end $$;
    create trigger dawdle before update of progress on steward.actions for each row execute function dawdle()`);
  const environment = { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' };

  const { exit, out, err } = await runConsole(shuttingOut, environment, { columns: 80 });

  expect(exit).toBe(0);
  expect(out).toMatch(/^Deactivated 600 accounts of crowd\.example\.$/m);
  expect(err).not.toContain('\n');
  const [nothing, ...lines] = err.split('\r\u001b[K');
  expect({ nothing, last: lines.at(-1) }).toEqual({ nothing: '', last: '' });
  expect(lines.join('\n')).toMatch(/^\D*\d+ of 600\b/m);
});

test('"wait" continues batches that were cut short, and prints the same for a script', async () => {
  const { client, run } = await scene(await ownDatabase());
  await client.query(`
    create function hinder() returns trigger language plpgsql as $$ begin raise exception 'in the way'; end $$;
    create trigger hinder before update of progress on steward.actions for each row
      execute function hinder()`);
  const cut = await run(...shuttingOut);
  const left = await countOf(client, `is_active and nickname like '%@crowd.example'`);
  await client.query('drop trigger hinder on steward.actions');

  const { exit, out } = await run('wait', '1', '--json');

  expect({ exit: cut.exit, err: cut.err }).toEqual({
    exit: 1,
    err: expect.stringMatching(/Action 1 has started, but is not finished\. .*run "steward wait 1"\./),
  });
  expect(left).toBeGreaterThan(0);
  expect(exit).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    action: 1,
    ending: 'finished',
    outcome: { accounts: 600, followers_unsubscribed: 600 },
  });
});
