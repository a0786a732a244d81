import { expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { confirmApproval, startTeam, whispered } from '../support/team.ts';

shareSteward();

/**
 * The sandbox's role of moderators, which is no moderator role of Steward's here: only admins may ask, and mo may
 * approve.
 */
const council = '1212741440632594482';

const startCouncil = () => startTeam({ MODERATOR_ROLE_IDS: '', APPROVER_ROLE_IDS: council });

test('an approver who is no moderator can read the details, and approves by typing too', async () => {
  const { discord, ask, stateOf } = await startCouncil();
  expect(discord.guild.roles.moderator.id).toBe(council);
  const card = await ask('ada', '/user rm lain reason:x');

  const details = await card.press('mo', 'Show details');
  await expect.poll(() => whispered(details).at(-1)).toMatch(/^Requested by <@\d+> <t:\d+:R>\.$/);
  const nosy = await card.press('eve', 'Show details');
  await expect
    .poll(() => whispered(nosy).at(-1))
    .toMatch(/^Only members with <@&\d+> or <@&\d+> can do this\.$/);
  await confirmApproval(discord, 'mo', await discord.as('mo').type('/action approve 1'));

  await expect.poll(() => stateOf(1)).not.toBe('proposed');
});

test('a refused decision is recorded once, even if two replicas receive it', async () => {
  const { ask, client, discord, startReplica } = await startTeam();
  await startReplica();
  await ask('ada', '/user rm lain reason:x');

  const typed = await discord.as('eve').command('action deny', { action: 1, reason: 'no' });
  await expect.poll(() => whispered(typed).at(-1)).toMatch(/^Only members with <@&\d+> can do this/);

  const refusals = async () =>
    (
      await client.query(
        `select command, args from steward.audit_log where event = 'command.refused' order by id`,
      )
    ).rows;
  const denial = { command: 'action.deny', args: { action: 1 } };
  // Only then is the next one typed: of two refusals at a time, either may be recorded first.
  await expect.poll(refusals).toEqual([denial]);
  await discord.as('eve').command('action cancel', { action: 1 });

  await expect.poll(refusals).toEqual([denial, { command: 'action.cancel', args: { action: 1 } }]);
});

test('a visitor who presses "Undo" is refused in private, and that is recorded', async () => {
  const { client, discord } = await startTeam();
  await (await discord.as('mo').type('/user deactivate lain')).message();
  const [card] = discord.as('mo').messages();
  if (card === undefined) throw new Error('No card was shown');

  const press = await discord.as('eve').click(card, buttonOf(card, 'Undo'));

  await expect
    .poll(() => whispered(press))
    .toEqual([expect.stringMatching(/^Only moderators and admins can do this/)]);
  expect(discord.as('mo').messages()).toHaveLength(1);
  const refusals = async () =>
    (await client.query(`select command from steward.audit_log where event = 'command.refused'`)).rows;
  await expect.poll(refusals).toEqual([{ command: 'action.undo' }]);
});
