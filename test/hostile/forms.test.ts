import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { pristineDatabase } from '../support/database.ts';
import { sentenceOf } from '../support/sentence.ts';
import { heard, startTeam } from '../support/team.ts';

const draftsIn = async (client: Client): Promise<string> =>
  JSON.stringify((await client.query('select args from steward.drafts')).rows);

test('a typed e-mail address stays in no draft once the reason has been given, and until then after a refused form', async () => {
  const { discord, client } = await startTeam({ APPROVALS_SENSITIVE: '1' });
  const ada = discord.as('ada');
  const typed = await ada.type('/user change_email carol planted@mail.example');
  await typed.answered();
  expect(await draftsIn(client)).toContain('planted@mail.example');

  await client.query(`update users set email = 'planted@mail.example' where nickname = 'dave'`);
  const refused = await ada.submit(typed, { text: 'asked for it' });
  expect(sentenceOf(await refused.message())).toMatch(/^Another account has this e-mail address/);
  expect(await draftsIn(client)).toContain('planted@mail.example');
  await client.query(`update users set email = 'dave@mail.example' where nickname = 'dave'`);

  const again = await ada.submit(typed, { text: 'asked for it' });
  await again.message();
  await expect.poll(() => draftsIn(client)).toBe('[]');
  expect((await client.query('select from steward.actions')).rowCount).toBe(1);
});

test('the form for a denial takes what the command takes, and says what is wrong', async () => {
  const { ask, client, discord, eventsOf } = await startTeam({}, await pristineDatabase());
  const card = await ask('ada', '/user rm bob reason:gone');
  const shown = await card.shows('Approval required');
  const ivan = discord.as('ivan');
  const deny = async (text: string) => {
    const press = await ivan.click(shown, buttonOf(shown, 'Deny'));
    await press.answered();
    return ivan.submit(press, { text });
  };

  for (const text of ['no\0', 'half \ud83d']) {
    expect(await heard(deny(text))).toBe('Invalid `reason`: must not contain NUL or incomplete characters.');
  }
  await deny('  not lain  ');
  await card.shows('Denied');

  expect(await eventsOf(card.action)).toEqual(['action.proposed', 'action.denied']);
  const { rows } = await client.query('select reason from steward.votes');
  expect(rows).toEqual([{ reason: 'not lain' }]);
});
