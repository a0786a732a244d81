import { expect, onTestFinished, test } from 'vitest';
import { startDiscordSandbox } from '../../sandbox/discord/index.ts';
import { startProcess } from '../support/bot-process.ts';
import { buttonOf } from '../support/buttons.ts';
import { ownDatabase, takeAway } from '../support/database.ts';
import { sentenceOf } from '../support/sentence.ts';

async function stage() {
  const database = await ownDatabase();
  const discord = await startDiscordSandbox();
  onTestFinished(() => discord.close());
  return { ...database, url: database.url, client: database.client, discord };
}

test('the whole program starts, answers, and on a signal to end finishes and answers what is under way', async () => {
  const { url, client, discord } = await stage();
  const bot = startProcess(url, discord);
  await bot.ready();
  const first = await discord.as('mo').type('/user deactivate gina');
  expect(sentenceOf(await first.message())).toBe('Deactivated gina.');
  await client.query('begin');
  await client.query(`select from users where nickname = 'lain' for update`);

  const typed = await discord.as('mo').type('/user deactivate lain');
  await typed.answered();
  bot.signal('SIGTERM');
  await expect.poll(() => bot.printed).toContain('"msg":"stopping"');
  await client.query('commit');

  expect(sentenceOf(await typed.message())).toBe('Deactivated lain.');
  expect(await bot.ended).toBe(0);
  const { rows } = await client.query('select state from steward.actions');
  expect(rows).toEqual([{ state: 'done' }, { state: 'done' }]);
});

test('two processes that are started by mistake answer a command once, and do it once', async () => {
  const { url, client, discord } = await stage();
  const bots = [startProcess(url, discord), startProcess(url, discord)];
  await expect
    .poll(() => bots.map(({ printed }) => printed))
    .toEqual([expect.stringContaining('"msg":"ready"'), expect.stringContaining('"msg":"ready"')]);

  const typed = await discord.as('mo').type('/user deactivate lain');
  expect(sentenceOf(await typed.message())).toBe('Deactivated lain.');
  for (const bot of bots) bot.signal('SIGTERM');

  expect(await Promise.all(bots.map(({ ended }) => ended))).toEqual([0, 0]);
  expect(discord.as('mo').messages().map(sentenceOf)).toEqual(['Deactivated lain.']);
  const { rows } = await client.query('select state from steward.actions');
  expect(rows).toEqual([{ state: 'done' }]);
  expect(bots.map(({ printed }) => printed).join('')).not.toMatch(/"level":50/);
});

test('a button of a card from an earlier process works after a restart', async () => {
  const { url, discord } = await stage();
  const first = startProcess(url, discord);
  await first.ready();
  const list = await (await discord.as('mo').type('/user list')).message();
  first.signal('SIGKILL');
  await first.ended;

  await startProcess(url, discord).ready();
  const file = await (await discord.as('mo').click(list, buttonOf(list, 'Download .txt'))).message();

  expect(sentenceOf(file)).toBe('15 accounts in the file.');
});

test('the bot ends on a signal even where Discord and the database are gone', async () => {
  const { url, client, discord } = await stage();
  const bot = startProcess(url, discord);
  await bot.ready();

  await discord.close();
  await takeAway({ url, client });
  // It has seen that the database does not exist, and keeps looking for Discord.
  await expect.poll(() => bot.printed).toMatch(/"3D000".*"reconnecting to the gateway"/s);
  bot.signal('SIGTERM');

  expect(await bot.ended).toBe(0);
});

test('a token that Discord does not accept ends the bot with one sentence, which does not repeat it', async () => {
  const { url, discord } = await stage();
  const bot = startProcess(url, discord, { DISCORD_TOKEN: 'not.the.token', LOG_LEVEL: 'silent' });

  expect(await bot.ended).toBe(1);
  expect(bot.printed).toMatch(/^Discord rejected DISCORD_TOKEN\. Reset the token .*\n$/);
  expect(bot.printed).not.toContain('not.the.token');
});

test('an unforeseen error at the start is logged by its name, code and place, without values of rows', async () => {
  const { url, client, discord } = await stage();
  await client.query(`
    create function refuse() returns trigger language plpgsql as $$
    begin raise exception 'no planted-value' using detail = 'planted-value', errcode = '23505'; end $$;
    create trigger refuse before insert on steward.audit_channels for each row execute function refuse()`);
  const bot = startProcess(url, discord, { AUDIT_CHANNEL_ID: '1212742078036512798' });

  expect(await bot.ended).toBe(1);
  expect(bot.printed).toContain('"code":"23505"');
  expect(bot.printed).not.toContain('planted-value');
});
