import { expect, onTestFinished, test } from 'vitest';
import { startDiscordSandbox } from '../../sandbox/discord/index.ts';
import { comeToRest, expectTrueTales } from '../drills/truth.ts';
import { startProcess } from '../support/bot-process.ts';
import { ownersAddress, pristineDatabase } from '../support/database.ts';
import { sentenceOf } from '../support/sentence.ts';
import { snapshot } from '../support/snapshot.ts';

const movable = `--import=${new URL('movable-clock.ts', import.meta.url).href}`;

test('a bot whose clock is set back by an hour answers everybody, and deadlines go by the database’s clock', async () => {
  const { url, client } = await pristineDatabase();
  const before = await snapshot(client);
  const discord = await startDiscordSandbox();
  onTestFinished(() => discord.close());
  const bot = startProcess(url, discord, { NODE_OPTIONS: movable });
  await bot.ready();
  const answerTo = async (who: string, line: string): Promise<string> =>
    sentenceOf(await (await discord.as(who).type(line)).message());
  const ivan = discord.as('ivan').id;
  expect(await answerTo('ada', `/staff pause ${ivan} for:1h reason:"away"`)).toMatch(
    /^Paused .*\. The pause ends <t:/,
  );
  expect(await answerTo('mo', '/user deactivate bob for:1h')).toMatch(/^Deactivated bob/);

  bot.signal('SIGUSR2');
  await expect.poll(() => bot.printed).toContain('the clock of this machine was set back');

  // More than the 50 requests of one second; by the bot's clock the rest would wait for the next second.
  for (let round = 0; round < 8; round += 1) {
    const tags = Array.from({ length: 8 }, (_, each) => `tag-${round}-${each}`);
    const answers = await Promise.all(tags.map((tag) => answerTo('mo', `/user tag lain ${tag}`)));
    expect(new Set(answers)).toEqual(new Set(['Tagged lain.']));
  }
  expect(await answerTo('ada', `/staff pause ${ivan} for:90m reason:"still"`)).toMatch(
    /^Paused .*\. The pause ends <t:/,
  );
  // This creates an activity, whose id must come after all others.
  const newest = (await client.query('select id from activities order by id desc limit 1')).rows[0].id;
  expect(await answerTo('mo', '/user deactivate spam2@spam.example')).toMatch(/^Deactivated/);

  const { rows } = await client.query(
    `select
      (select bool_and(reverses_at between proposed_at + interval '59 minutes' and proposed_at + interval '61 minutes')
        from steward.actions where reverses_at is not null) as "reversesInTime",
      (select until > now() + interval '85 minutes' from steward.pauses) as "isPausedForLonger",
      (select bool_and(ascends) from (
        select at >= lag(at) over (order by id) as ascends from steward.audit_log) entry) as "logAscends",
      exists (select from activities where id > $1) as "idsAscend"`,
    [newest],
  );
  expect(rows).toEqual([
    { reversesInTime: true, isPausedForLonger: true, logAscends: true, idsAscend: true },
  ]);
  const sight = { url, ownersUrl: ownersAddress(url), client, discord, before, secrets: new Set<string>() };
  await comeToRest(sight);
  await expectTrueTales(sight);
});
