import { expect, test } from 'vitest';
import type { SandboxAnswer, SandboxInteraction } from '../../sandbox/discord/index.ts';
import { buttonOf } from '../support/buttons.ts';
import { pristineDatabase } from '../support/database.ts';
import { lockSteward } from '../support/lock.ts';
import { sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { startTeam, whispered } from '../support/team.ts';

shareSteward();

/** Waits for the answer to an interaction that may open a form, and expects a refusal instead. */
async function refused(interaction: Promise<SandboxInteraction>): Promise<string> {
  const { kind, message, ephemeral } = await (await interaction).answered();
  expect({ kind, ephemeral }).toEqual({ kind: 'message', ephemeral: true });
  return sentenceOf(message) ?? '';
}

const opened = async (interaction: Promise<SandboxInteraction>): Promise<SandboxAnswer> =>
  (await interaction).answered();

const titleOf = async (interaction: Promise<SandboxInteraction>): Promise<string | undefined> =>
  (await opened(interaction)).modal?.title;

/** The label of the only input of a form. */
function labelOf({ modal }: SandboxAnswer): string | undefined {
  const [top] = modal?.components ?? [];
  return top !== undefined && 'label' in top ? top.label : undefined;
}

const moderators = '1212741440632594482';
const tagged = { APPROVAL_OVERRIDES: '{"user.tag":{"votes":1},"user.untag":{"votes":1}}' };

test.for<[string, string, RegExp]>([
  ['an account that is not there', '/user rm nobody', /^No account `nobody`\./],
  ['an internal account', '/user rm internal.fetch', /internal account/],
  ['the only active admin', '/user rm ada', /is the only active admin/],
  ['an instance of which no account is known', '/instance deactivate_all none.example', /known here/],
  ['this instance', '/instance activate_all social.test', /this instance itself/],
  ['a deactivated account', '/user deactivate gina', /^gina is already deactivated\./],
  ['an active account', '/user activate lain', /^lain is already active\./],
  ['an account that has the tag', '/user tag lain sandbox', /^lain already has the tag/],
  ['an action that is not there', '/action undo 7', /^No action 7\./],
  ['a member who has done nothing', '/action undo_all by:1091882674160291871 since:1h', /^No actions by/],
  ['a remote account', '/user delete_activities friend4@friendly.example', /remote account/],
  [
    'a mail preset that is not there',
    '/user delete_activities lain notify:none',
    /no mail presets are set up/,
  ],
  ['the state that Steward is in', '/action unlock', /^Steward is not locked\./],
])('no reason is asked for a command that would be refused: %s', async ([, line, sentence]) => {
  const votes = { votes: 1 };
  const { discord, client } = await startTeam({
    APPROVALS_SENSITIVE: '1',
    APPROVAL_OVERRIDES: JSON.stringify({
      'user.tag': votes,
      'user.activate': votes,
      'user.deactivate': votes,
      'action.undo': votes,
    }),
  });
  await client.query(`
    update users set is_active = nickname <> 'gina', is_admin = nickname = 'ada',
      tags = case nickname when 'lain' then array['sandbox'] else tags end
    where local`);

  expect(await refused(discord.as('ada').type(line))).toMatch(sentence);
  expect((await client.query('select from steward.drafts')).rowCount).toBe(0);
});

test('no reason is asked of a member who lacks the role that the target needs, and the refusal is recorded', async () => {
  const { discord, client } = await startTeam(tagged);
  await client.query(`update users set is_moderator = true where nickname = 'lain'`);

  expect(await refused(discord.as('mo').type('/user tag lain sandbox'))).toMatch(
    /^lain is a moderator of the instance\. Only admins can do this\.$/,
  );
  await expect
    .poll(async () => (await client.query('select event, command from steward.audit_log')).rows)
    .toEqual([{ event: 'command.refused', command: 'user.tag' }]);
});

test('no reason is asked of a paused member, nor while Steward is locked', async () => {
  const { discord } = await startTeam();
  const [ada, ivan] = [discord.as('ada'), discord.as('ivan')];
  await (await ada.type(`/staff pause person:${ivan.id} reason:"stolen laptop"`)).message();

  expect(await refused(ivan.type('/user rm lain'))).toMatch(/^You are paused by ada/);

  await lockSteward(discord, 'ada', 'x');
  expect(await refused(ada.type('/user rm lain'))).toMatch(/^Steward was locked by ada/);
  // Unlocking is what is left to do.
  expect(await titleOf(ada.type('/action unlock'))).toBe('Request: unlock Steward');
});

test('a reason that was typed before a change is checked again', async () => {
  const { discord, client } = await startTeam();
  const ada = discord.as('ada');
  const typed = await ada.type('/user rm lain');
  expect((await typed.answered()).modal?.title).toBe('Request: delete lain permanently');
  await client.query(`update users set nickname = 'gone' where nickname = 'lain'`);

  const submitted = await ada.submit(typed, { text: 'spam' });

  await expect.poll(() => whispered(submitted)).toContainEqual(expect.stringMatching(/^No account `lain`/));
  expect((await client.query('select from steward.actions')).rowCount).toBe(0);
});

test('"Add reason" checks the command again, and only its requester can use it', async () => {
  const { discord, client } = await startTeam();
  const ada = discord.as('ada');
  await client.query(`update users set is_moderator = true where nickname = 'lain'`);
  const asked = await (await ada.type('/user tag lain sandbox')).message();
  const press = () => ada.click(asked, buttonOf(asked, 'Add reason'));
  const answer = await opened(press());
  expect([answer.modal?.title, labelOf(answer)]).toEqual([
    'Request: tag lain with sandbox',
    'Reason for the request',
  ]);

  await client.query(`update users set tags = array['sandbox'] where nickname = 'lain'`);
  expect(await refused(press())).toMatch(/^lain already has the tag/);
  ada.take('admin');
  expect(await refused(press())).toMatch(/^Only moderators and admins can do this\.$/);
  ada.give('admin');
});

test('the form of a denial names what is denied, and opens only for those who can deny it', async () => {
  const { ask, discord, client } = await startTeam({ APPROVALS_DESTRUCTIVE: '2' });
  discord.as('eve').give('admin');
  const card = await ask('ada', '/user delete_activities lain reason:spam');

  const answer = await opened(card.press('ivan', 'Deny'));
  expect([answer.modal?.title, labelOf(answer)]).toEqual([
    'Deny: delete all posts, likes … of lain',
    'Reason for the denial',
  ]);
  expect(await refused(card.press('ada', 'Deny'))).toMatch(/^You requested action 1 yourself/);
  expect(await refused(card.press('mo', 'Deny'))).toMatch(/^Only members with <@&\d+> can do this\.$/);
  await card.approve('ivan');
  await expect.poll(async () => (await client.query('select from steward.votes')).rowCount).toBe(1);
  expect(await refused(card.press('ivan', 'Deny'))).toMatch(/^You already approved action 1\./);
  await client.query(`update steward.actions set deadline = now() - interval '1 second'`);
  expect(await refused(card.press('eve', 'Deny'))).toMatch(/^Action 1 has expired\./);
  await client.query(`update steward.actions set state = 'cancelled', deadline = null`);
  expect(await refused(card.press('eve', 'Deny'))).toMatch(/^Action 1 was cancelled\./);
  discord.as('eve').take('admin');
  await expect
    .poll(
      async () =>
        (
          await client.query(
            `select actor_name as who, command from steward.audit_log where event = 'command.refused' order by who`,
          )
        ).rows,
    )
    .toEqual(['ada', 'mo'].map((who) => ({ who, command: 'action.deny' })));
});

test('the form for a password names the account, and opens only for the requester, and while the name is free', async () => {
  const { discord, ask, client } = await startTeam(
    { APPROVALS_SENSITIVE: '1' },
    await pristineDatabase('3.19'),
  );
  const card = await ask(
    'ada',
    '/user new newbie newbie@mail.example choose_password:true reason:"asked for it"',
  );
  await card.approve('ivan');
  await card.shows('Approved');

  expect(await refused(card.press('ivan', 'Run now'))).toMatch(/^Only the requester can confirm action 1\./);
  const answer = await opened(card.press('ada', 'Run now'));
  expect([answer.modal?.title, labelOf(answer)]).toEqual([
    'Create the account newbie',
    'Password of the new account',
  ]);
  await client.query(`update users set nickname = 'newbie' where nickname = 'lain'`);
  expect(await refused(card.press('ada', 'Run now'))).toMatch(/^Invalid `nickname`: .*taken/);
  await lockSteward(discord, 'ivan', 'x');
  expect(await refused(card.press('ada', 'Run now'))).toMatch(/^Steward was locked by ivan/);
});

test('where the database is slow, the form opens all the same, and what is typed is checked', async () => {
  const { discord, client } = await startTeam();
  const ada = discord.as('ada');
  await client.query('begin; lock table users in access exclusive mode');

  const typed = await ada.type('/user rm nobody');
  expect((await typed.answered()).modal?.title).toBe('Request approval');
  await client.query('commit');

  const submitted = await ada.submit(typed, { text: 'spam' });
  await expect.poll(() => whispered(submitted)).toContainEqual(expect.stringMatching(/^No account `nobody`/));
});

test('where approvers have another role, a moderator may open the form of a denial', async () => {
  const { ask } = await startTeam({ APPROVER_ROLE_IDS: moderators });
  const card = await ask('ada', '/user rm lain reason:spam');

  expect(await titleOf(card.press('mo', 'Deny'))).toBe('Deny: delete lain permanently');
});
