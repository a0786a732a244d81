import { expect, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { entriesFor } from '../../src/command/index.ts';
import { buttonOf } from '../support/buttons.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';
import { allDrawn, heard, startTeam } from '../support/team.ts';

const elsewhere = { guild: 'elsewhere' };
const notHere = /^Steward works only in the server that it was set up for/;

/**
 * A card that waits for votes, one that its requester has still to confirm, one of a failed action, and one of a
 * time-limited action.
 */
async function everyButton() {
  const team = await startTeam({ APPROVAL_OVERRIDES: '{"user.delete_activities":{"votes":0}}' });
  const { discord, ask, client } = team;
  const voting = await ask('ada', '/user rm lain reason:x');
  const mine = await ask('ada', '/user delete_activities bob');
  const timed = await ask('ada', '/user deactivate gina for:7d');
  const lapsed = await ask('ada', '/user rm heidi reason:x');
  await client.query(`update steward.actions set deadline = now() where id = $1`, [lapsed.action]);
  await client.query(
    `update steward_jobs.job set start_after = now() where name = 'expire' and data ->> 'action' = $1`,
    [String(lapsed.action)],
  );
  await lapsed.shows('Expired');
  await timed.shows('Done');
  const page = await (await discord.as('ada').type('/user list')).message();
  // A card is seen before the bot has recorded that it is drawn.
  await allDrawn(client);
  const buttons = [
    ...['Approve', 'Deny', 'Cancel request', 'Show details'].map((label) => ({
      message: voting.message(),
      label,
    })),
    ...['Run now', 'Cancel'].map((label) => ({ message: mine.message(), label })),
    ...['Undo', 'Make permanent'].map((label) => ({ message: timed.message(), label })),
    { message: lapsed.message(), label: 'Request again' },
    { message: page, label: 'Next' },
  ];
  return { ...team, buttons };
}

test('buttons do and show nothing in another guild, even to people who may press them here', async () => {
  const { discord, client, buttons } = await everyButton();
  const before = [
    await snapshot(client),
    await client.query('select * from steward.actions order by id'),
  ] as const;

  for (const { message, label } of buttons) {
    for (const who of ['ada', 'ivan']) {
      const person = discord.as(who);
      if (message.flags === 64 && who !== 'ada') continue;
      const pressed = await person.click(message, buttonOf(message, label), elsewhere);
      if (
        !(label.startsWith('Cancel') || label === 'Run now' || label === 'Request again') ||
        who === 'ada'
      ) {
        expect(await heard(Promise.resolve(pressed)), `${label} by ${who}`).toMatch(notHere);
      }
    }
  }

  expect(changesBetween(before[0], await snapshot(client))).toEqual({});
  expect((await client.query('select * from steward.actions order by id')).rows).toEqual(before[1].rows);
  expect((await client.query('select from steward.votes')).rowCount).toBe(0);
});

test('a form from this guild has no effect in another, and nothing is suggested there', async () => {
  const { discord, client } = await startTeam();
  const ada = discord.as('ada');

  const typed = await ada.command('user rm', { nickname: 'lain' }, elsewhere);
  expect(await heard(Promise.resolve(typed))).toMatch(notHere);
  for (const [command, options, focused] of [
    ['user deactivate', { nickname: 'l' }, 'nickname'],
    ['action show', { action: '' }, 'action'],
    ['action approve', { action: '' }, 'action'],
  ] as const) {
    expect(await ada.autocomplete(command, options, focused, elsewhere), command).toEqual([]);
  }
  expect((await client.query('select from steward.actions')).rowCount).toBe(0);
});

test('no command writes a setting: policy, roles and channels are set by the environment alone', async () => {
  const { discord, client } = await startTeam();
  const policy = async () => {
    const { embeds } = await (await discord.as('ada').type('/action policy')).message();
    return embeds[0]?.description;
  };
  const before = await policy();

  const words = entriesFor(catalogue, () => true).flatMap(({ path, command }) => [
    path,
    ...command.options.map(({ name }) => name),
  ]);
  // No command has an option for a part of the policy.
  expect(words.join(' ')).not.toMatch(
    /votes|approvals|approver|role_?id|channel|guild|within|bulk|limit|token_of/i,
  );
  // The database holds nothing that the program would read a setting from.
  const { rows } = await client.query(
    `select table_name || '.' || column_name as named from information_schema.columns where table_schema = 'steward'`,
  );
  expect(
    rows.map(({ named }) => named).filter((named) => /setting|polic|role|config|approver|guild/.test(named)),
  ).toEqual(['actions.guild_id']);
  await (await discord.as('ada').type('/user set lain admin:false locked:true')).message();
  await expect.poll(policy).toBe(before);
});
