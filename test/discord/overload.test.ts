import type { Client } from 'pg';
import { expect, test } from 'vitest';
import type { SandboxInteraction, SandboxPerson } from '../../sandbox/discord/index.ts';
import { buttonOf } from '../support/buttons.ts';
import { sentenceOf } from '../support/sentence.ts';
import { suggested } from '../support/suggested.ts';
import { startTeam } from '../support/team.ts';
import { waiting } from '../support/waiting.ts';

/** Sends the commands one after the other: with slow first answers, as in a burst, the limit has fewer slots. */
async function askMuch(person: SandboxPerson): Promise<SandboxInteraction[]> {
  const asked: SandboxInteraction[] = [];
  for (let index = 0; index < 15; index += 1) {
    const typed = await person.type(`/user tag lain overload-${index}`);
    await typed.answered();
    asked.push(typed);
  }
  return asked;
}

const allTurnsAreTaken = (client: Client) => expect.poll(() => waiting(client)).toBeGreaterThanOrEqual(7);

test('suggestions are answered while more commands wait than there are connections', async () => {
  const { discord, client } = await startTeam();
  await client.query('begin; lock table users in exclusive mode');
  const asked = await askMuch(discord.as('ada'));
  await allTurnsAreTaken(client);

  expect(await suggested(discord.as('ada'), 'user show', { nickname: 'lai' }, 'nickname')).toEqual([
    { name: 'lain', value: 'lain' },
  ]);
  await client.query('commit');
  for (const each of asked) expect(sentenceOf(await each.message())).toBe('Tagged lain.');
});

test('a command that stops things does not wait for a slot behind the ones that it stops', async () => {
  const { discord, client } = await startTeam();
  const [ada, ivan, mo] = [discord.as('ada'), discord.as('ivan'), discord.as('mo')];
  await client.query('begin');
  await client.query(`select from users where nickname = 'lain' for update`);
  const asked = await askMuch(mo);
  await allTurnsAreTaken(client);

  const pause = await ada.type(`/staff pause ${ivan.id} reason:"who is that"`);

  expect(sentenceOf(await pause.message())).toMatch(/^Paused <@\d+>\. The pause ends/);
  await client.query('commit');
  for (const each of asked) expect(sentenceOf(await each.message())).toBe('Tagged lain.');
});

test('nor does its confirmation: commands that still wait for a slot are refused once Steward is locked', async () => {
  const { discord, client } = await startTeam();
  const [ada, mo] = [discord.as('ada'), discord.as('mo')];
  await client.query('begin');
  await client.query(`select from users where nickname = 'lain' for update`);
  const asked = await askMuch(mo);
  await allTurnsAreTaken(client);
  const question = await (await ada.type('/action lock reason:"who is that"')).message();

  await ada.click(question, buttonOf(question, 'Run now'));

  const wantsToLock = async () =>
    (
      await client.query(
        `select from pg_locks where locktype = 'advisory' and mode = 'ExclusiveLock' and not granted`,
      )
    ).rowCount;
  await expect.poll(wantsToLock).toBe(1);
  await client.query('commit');
  const told = await Promise.all(asked.map(async (each) => sentenceOf(await each.message())));
  expect(told).toContainEqual(expect.stringMatching(/^Steward was locked by ada/));
});
