import { expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { startTeam } from '../support/team.ts';

shareSteward();

const moderators = '1212741440632594482';
const overrides = (said: object) => ({ APPROVAL_OVERRIDES: JSON.stringify(said) });

/** A team in which eve is another moderator. */
async function startModerators(environment: Readonly<Record<string, string>>) {
  const team = await startTeam(environment);
  team.discord.as('eve').give('moderator');
  return team;
}

/** To activate and to deactivate need the approval of one other moderator. */
const both = overrides({
  'user.activate': { votes: 1, roles: [moderators] },
  'user.deactivate': { votes: 1, roles: [moderators] },
});

test('an undo needs the votes of what it undoes and of its reverse: nobody reactivates an account alone', async () => {
  const { ask, discord, stateOf, client } = await startModerators(both);
  const card = await ask('mo', '/user deactivate lain reason:spam');
  await card.approve('eve');
  const done = await card.shows('Done');

  const undo = await ask('mo', '/action undo 1 reason:sorry');
  await undo.shows('Approval required');
  await discord.as('mo').click(done, buttonOf(done, 'Request undo'));

  expect(fieldsOf(undo.message()).Approvals).toBe(
    `0 of 1 · from <@&${moderators}>, but not the requester. The last approval runs it; one denial ends the request.`,
  );
  expect(await stateOf(1)).toBe('done');
  const { rows } = await client.query(`select is_active from users where nickname = 'lain'`);
  expect(rows).toEqual([{ is_active: false }]);
  await undo.approve('eve');
  await expect.poll(() => stateOf(1)).toBe('undone');
  const undone = await card.shows('Undone');
  const [mo, eve] = [discord.as('mo').id, discord.as('eve').id];
  expect(sentenceOf(undone)).toBe(`Undone by <@${mo}> with action 2, approved by <@${eve}>.`);
  expect(fieldsOf(undone)).toMatchObject({ Reason: 'spam', 'Reason for undo': 'sorry' });
});

test('where only the reverse needs votes, so does the undo', async () => {
  const { ask, discord } = await startModerators(
    overrides({ 'user.activate': { votes: 1, roles: [moderators] } }),
  );
  await (await discord.as('mo').type('/user deactivate lain')).message();

  const undo = await ask('mo', '/action undo 1 reason:sorry');

  expect((await undo.shows('Approval required')).embeds[0]?.title).toMatch(/: undo action 1: /);
});

test('to undo the activation of an instance is as dangerous as to deactivate it', async () => {
  const { ask, client, discord, stateOf } = await startTeam();
  await client.query(`update users set is_active = false where nickname like '%@friendly.example'`);
  const question = await (await discord.as('ada').type('/instance activate_all friendly.example')).message();
  expect(fieldsOf(question)).toMatchObject({ Undo: 'An undo needs 1 approval.' });
  const done = await (await discord.as('ada').click(question, buttonOf(question, 'Run now'))).message();
  await expect.poll(() => stateOf(1)).toBe('done');
  await expect
    .poll(
      () =>
        fieldsOf(
          discord
            .as('ada')
            .messages()
            .find(({ id }) => id === done.id) ?? done,
        ).Undo,
    )
    .toBe('An undo needs 1 approval.');

  const undo = await ask('ada', '/action undo 1 reason:sorry');

  expect((await undo.shows('Approval required')).embeds[0]?.title).toMatch(/: undo action 1: /);
});

test('an override of undoing can raise the votes, and never lowers them below those of what is undone', async () => {
  const { ask, discord } = await startModerators(
    overrides({ 'action.undo': { votes: 2 }, 'user.deactivate': { votes: 1, roles: [moderators] } }),
  );
  const card = await ask('mo', '/user deactivate lain reason:spam');
  await card.approve('eve');
  await card.shows('Done');
  const undo = await ask('mo', '/action undo 1 reason:sorry');

  expect(fieldsOf(await undo.shows('Approval required')).Approvals).toMatch(/^0 of 2 · from /);
  // An approver needs a role of each set of approvers.
  await discord.as('eve').type(`/action approve ${undo.action}`);
  await expect.poll(() => fieldsOf(undo.message()).Approvals).toMatch(/^0 of 2 · from /);
});

test('to make a time-limited action permanent needs the approvals of the permanent action', async () => {
  const { ask, discord, stateOf, eventsOf, client } = await startTeam();
  const card = await ask('ada', '/instance deactivate_all friendly.example for:1m reason:spam');
  await card.approve('ivan');
  const done = await card.shows('Done');

  await discord.as('ada').click(done, buttonOf(done, 'Make permanent'));
  const keep = await ask('ada', '/action keep 1 reason:"they go on"');
  expect((await keep.shows('Approval required')).embeds[0]?.title).toBe(
    'Approval required: make action 1 permanent: deactivate 4 accounts of friendly.example for 1m',
  );
  const reversesAt = async () =>
    (await client.query('select reverses_at from steward.actions where id = 1')).rows[0]?.reverses_at;
  expect(await reversesAt()).not.toBeNull();

  await keep.approve('ivan');
  await expect.poll(() => stateOf(keep.action)).toBe('done');
  expect(await reversesAt()).toBeNull();
  expect(await eventsOf(1)).toContain('action.kept');
});

test('a role that an override names for one command cannot approve actions on staff of the instance', async () => {
  const { ask, discord } = await startModerators(
    overrides({ 'user.deactivate': { votes: 1, roles: [moderators] } }),
  );
  const card = await ask('ada', '/user deactivate mo reason:test');
  expect(fieldsOf(await card.shows('Approval required')).Approvals).toMatch(
    /^0 of 1 · from <@&\d+>, and also one of <@&\d+>, but not the requester\. The last approval runs it; one denial ends the request\.$/,
  );

  const refused = await (await discord.as('eve').type('/action approve 1')).message();

  expect(sentenceOf(refused)).toMatch(/^Only members with <@&\d+>, and also one of <@&\d+> can do this\.$/);
});

test('an override of undoing applies to undoing everything that a person did, too', async () => {
  const { ask, discord, client } = await startTeam(
    overrides({ 'action.undo': { votes: 2, roles: [moderators] } }),
  );
  await (await discord.as('mo').type('/user deactivate lain reason:x')).message();
  const { rows } = await client.query('select requester_id as mo from steward.actions');

  const undo = await ask('ada', `/action undo_all by:${rows[0].mo} since:1h reason:x`);

  expect(fieldsOf(await undo.shows('Approval required'))).toMatchObject({
    Approvals: expect.stringMatching(new RegExp(`^0 of 2 · from .*<@&${moderators}>`)),
  });
});

test('a moderator alone cannot undo a decision about staff of the instance, even if the role was given later', async () => {
  const { discord, client, stateOf } = await startTeam();
  const mo = discord.as('mo');
  await (await mo.type('/user deactivate lain for:7d')).message();
  await (await mo.type('/user deactivate lain')).message();
  await client.query(`update users set is_moderator = true where nickname = 'lain'`);

  const refused = await (await mo.type('/action undo 2')).message();

  expect(sentenceOf(refused)).toMatch(/Only admins can do this/);
  expect(await stateOf(2)).toBe('done');
});

test.for([
  [
    'confirm',
    '/user confirm lain',
    `update users set is_admin = true, is_confirmed = false where nickname = 'lain'`,
  ],
  [
    'fix_follow_state',
    '/user fix_follow_state bob lain',
    `update users set is_moderator = true where nickname = 'lain';
     update following_relationships set state = 1
     where follower_id = (select id from users where nickname = 'bob')
       and following_id = (select id from users where nickname = 'lain')`,
  ],
] as const)('a moderator alone cannot act on staff of the instance: %s', async ([, line, change]) => {
  const { discord, client } = await startTeam();
  await client.query(change);

  const refused = await (await discord.as('mo').type(line)).message();

  expect(sentenceOf(refused)).toMatch(/Only admins can do this/);
  expect((await client.query('select from steward.actions')).rowCount).toBe(0);
});
