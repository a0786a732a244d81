import type { Client } from 'pg';
import { expect, test } from 'vitest';
import type { SandboxInteraction, SandboxPerson } from '../../sandbox/discord/index.ts';
import { suggested } from '../support/suggested.ts';
import { startTeam } from '../support/team.ts';
import { waiting } from '../support/waiting.ts';

/** One after the other: where first answers are slow, as those of a burst may be, there are fewer turns. */
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

test('while more is asked for than there are connections for, what is being typed is offered suggestions all the same', async () => {
  const { discord, client } = await startTeam();
  await client.query('begin; lock table users in exclusive mode');
  const asked = await askMuch(discord.as('ada'));
  await allTurnsAreTaken(client);

  expect(await suggested(discord.as('ada'), 'user show', { nickname: 'lai' }, 'nickname')).toEqual([
    { name: 'lain', value: 'lain' },
  ]);
  await client.query('commit');
  for (const each of asked) expect((await each.message()).content).toBe('Tagged lain.');
});

test('whoever stops things does not wait for a turn behind what is to be stopped', async () => {
  const { discord, client } = await startTeam();
  const [ada, mo] = [discord.as('ada'), discord.as('mo')];
  await client.query('begin');
  await client.query(`select from users where nickname = 'lain' for update`);
  const asked = await askMuch(mo);
  await allTurnsAreTaken(client);

  const pause = await ada.type(`/staff pause ${mo.id} reason:"who is that"`);

  expect((await pause.message()).content).toMatch(/^Paused \d+ until/);
  await client.query('commit');
  for (const each of asked) expect((await each.message()).content).toBe('Tagged lain.');
});
