import { Client, type QueryResult } from 'pg';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ownDatabase } from '../support/database.ts';
import { sentenceOf } from '../support/sentence.ts';
import { startSteward } from '../support/steward.ts';

/** Watches the statements that list accounts: how many rows each returned, and how many ran at a time. */
function watchLists(): { readonly rows: number[]; readonly atATime: number[] } {
  const { query } = Client.prototype;
  const seen = { rows: [] as number[], atATime: [] as number[] };
  let running = 0;
  const spy = vi.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...args) {
    const sent: unknown = Reflect.apply(query, this, args);
    if (!JSON.stringify(args[0]).includes('u.is_locked as locked') || !(sent instanceof Promise)) return sent;
    running += 1;
    seen.atATime.push(running);
    return sent.then((result: QueryResult) => {
      running -= 1;
      seen.rows.push(result.rows.length);
      return result;
    });
  });
  onTestFinished(() => spy.mockRestore());
  return seen;
}

test('files that seven people ask for at once are read in batches, two at a time, and hold every account', async () => {
  const { url, client } = await ownDatabase();
  await client.query(
    `insert into users (id, nickname, name, bio, local, is_confirmed, ap_id, inserted_at, updated_at)
     select steward.flake_at(1799000000000 + place, '15c973e54f0d', 0), 'fan' || place, 'fan', '', true, true,
       'https://social.test/users/fan' || place, now(), now()
     from generate_series(1, 3500) place`,
  );
  const { discord } = await startSteward(url);
  const lists = watchLists();

  const mo = discord.as('mo');
  const asked = await Promise.all(Array.from({ length: 7 }, () => mo.type('/user list file:true')));
  const answers = await Promise.all(asked.map((each) => each.message()));

  expect(answers.map(sentenceOf)).toEqual(asked.map(() => '3515 accounts in the file.'));
  expect(lists.rows).toHaveLength(7 * 4);
  expect(Math.max(...lists.rows)).toBe(1_000);
  expect(Math.max(...lists.atATime)).toBe(2);
  const [file] = answers[0]?.attachments ?? [];
  const content = await (await fetch(file?.url ?? '')).text();
  expect(new Set(content.split('\n').map((line) => line.split(' ')[0])).size).toBe(3_516);
});
