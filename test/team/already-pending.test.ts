import { MessageFlags } from 'discord-api-types/v10';
import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { heard, startTeam } from '../support/team.ts';

shareSteward();

const actionsIn = async (client: Client) =>
  (
    await client.query(
      `select requester_name as by, plan ->> 'target' as target from steward.actions order by id`,
    )
  ).rows;

test('a request that is pending already is named, with its card, and another request is not made', async () => {
  const { ask, discord, client } = await startTeam();
  const card = await ask('ada', '/user rm lain reason:x');
  const link = `[action 1](https://discord.com/channels/${discord.guild.id}/${card.message().channel_id}/${card.message().id})`;

  const own = await (await discord.as('ada').type('/user rm lain reason:again')).message();
  const others = await (await discord.as('ivan').type('/user rm lain reason:"so do I"')).message();
  await ask('ada', '/user rm bob reason:x');

  expect(sentenceOf(own)).toBe(
    `You already requested this: ${link} needs approval. Cancel it to request it again.`,
  );
  expect(sentenceOf(others)).toBe(
    `<@${discord.as('ada').id}> already requested this: ${link} needs approval. Approve or deny it on its card.`,
  );
  expect(others.flags).toBe(MessageFlags.Ephemeral);
  expect(await actionsIn(client)).toEqual([
    { by: 'ada', target: 'lain' },
    { by: 'ada', target: 'bob' },
  ]);
});

test('a request that is approved already is named as such, and nobody is told to approve who may not', async () => {
  const { ask, discord, client } = await startTeam({ APPROVER_ROLE_IDS: '1084413502188232999' });
  await ask('ada', '/user rm lain reason:x');
  const told = async (who: string) =>
    sentenceOf(await (await discord.as(who).type('/user rm lain reason:y')).message());

  expect(await told('ivan')).toMatch(/already requested this: \[action 1\]\S+ needs approval\.$/);
  await client.query(`update steward.actions set state = 'approved'`);
  expect(await told('ivan')).toMatch(/already requested this: \[action 1\]\S+ is approved\.$/);
  expect(await told('ada')).toMatch(/^You already requested this: \[action 1\]\S+ is approved\./);
});

test('of two members who request the same at the same moment, one does', async () => {
  const { discord, client } = await startTeam();

  const both = await Promise.all(
    ['ada', 'ivan'].map(async (who) =>
      (await discord.as(who).command('user rm', { nickname: 'gina', reason: who })).message(),
    ),
  );

  expect(both.map((message) => /already requested/.test(sentenceOf(message))).toSorted()).toEqual([
    false,
    true,
  ]);
  expect(await actionsIn(client)).toMatchObject([{ target: 'gina' }]);
});

test('"Request again" names what another member has requested meanwhile', async () => {
  const { ask, discord, client } = await startTeam();
  const first = await ask('ada', '/user rm lain reason:x');
  await client.query(`update steward.actions set deadline = now() - interval '1 second'`);
  await first.press('ivan', 'Approve');
  const expired = await first.shows('Expired');
  await ask('ivan', '/user rm lain reason:y');

  const told = await heard(discord.as('ada').click(expired, buttonOf(expired, 'Request again')));

  expect(told).toMatch(/^<@\d+> already requested this: \[action 2\]\S+ needs approval\. Approve or deny/);
  expect(await actionsIn(client)).toHaveLength(2);
});

test('two members may request a reset link of the same account: each is shown to its requester only', async () => {
  const { ask, client } = await startTeam({ APPROVALS_SENSITIVE: '1' });
  await ask('ada', '/user reset_password lain reason:x');
  await ask('ivan', '/user reset_password lain reason:x');

  expect(await actionsIn(client)).toEqual([
    { by: 'ada', target: 'lain' },
    { by: 'ivan', target: 'lain' },
  ]);
});
