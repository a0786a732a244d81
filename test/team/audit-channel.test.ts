import { expect, test } from 'vitest';
import { patient, startTeam } from '../support/team.ts';

test('the audit channel is told of every act and every refusal, a line each, in order', async () => {
  const { discord, ask, client } = await startTeam({ AUDIT_CHANNEL_ID: '1212742078036512798' });
  const { id } = discord.guild.channels.audit;
  expect(id).toBe('1212742078036512798');
  const told = () =>
    discord
      .as('ada')
      .messages('audit')
      .flatMap(({ content }) => content.split('\n'));

  await (await discord.as('mo').type('/user deactivate lain reason:spam')).message();
  await (await discord.as('eve').command('user tag', { nickname: 'lain', tags: 'x' })).message();
  const card = await ask('ada', '/user rm bob reason:gone');
  await card.press('ivan', 'Approve');

  const entries = async () =>
    (
      await client.query(
        `select id::integer, encode(hash, 'hex') as hash from steward.audit_log where event <> 'action.running' order by id`,
      )
    ).rows;
  await expect
    .poll(async () => told().length === (await entries()).length && told().length > 4, patient)
    .toBe(true);
  for (const [index, { hash }] of (await entries()).entries()) {
    expect(told()[index]).toContain(hash.slice(0, 8));
  }
  expect(told().join('\n')).toMatch(/deactivate.*lain.*spam/);
  expect(told().join('\n')).toMatch(/eve.*refused|refused.*eve/i);
});
