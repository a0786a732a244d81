import { expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { confirmApproval, startTeam, type Team } from '../support/team.ts';

shareSteward();

const moderators = '1212741440632594482';

/** Removals need two approvals, a link to set a password needs one, and a tag the approval of a moderator. */
const environment = {
  APPROVALS_DESTRUCTIVE: '2',
  APPROVAL_OVERRIDES: JSON.stringify({
    'user.reset_password': { votes: 1 },
    'user.tag': { votes: 1, roles: [moderators] },
  }),
};

const numbersIn = (text = '') => [...text.matchAll(/^#(\d+) /gm)].map(([, id]) => Number(id));

/** The numbers of the actions that a person's list has. */
async function listOf({ discord }: Team, who: string, options: string): Promise<number[]> {
  const answer = await (await discord.as(who).type(`/action list ${options}`)).message();
  const numbers = numbersIn(answer.embeds[0]?.description);
  if (numbers.length === 0) expect(sentenceOf(answer)).toBe('No matching actions.');
  return numbers;
}

const waitingFor = (team: Team, who: string): Promise<number[]> => listOf(team, who, 'waiting_for_me:true');

test('an approver’s list has what they can approve and have not approved yet, and nothing for which they lack the role', async () => {
  const team = await startTeam(environment);
  const { ask, discord, client, stateOf } = team;
  const removal = await ask('ada', '/user rm lain reason:x');
  await ask('ivan', '/user rm bob reason:x');
  await ask('mo', '/user tag gina seen reason:x');
  await (await discord.as('mo').type('/user deactivate heidi')).message();

  expect(await waitingFor(team, 'ivan')).toEqual([removal.action]);
  expect(await waitingFor(team, 'ada')).toEqual([2]);
  expect(await waitingFor(team, 'grace')).toEqual([2, 1]);
  expect(await waitingFor(team, 'noor')).toEqual([3]);
  expect(await waitingFor(team, 'mo')).toEqual([]);

  await removal.approve('ivan');
  await expect.poll(() => waitingFor(team, 'ivan')).toEqual([]);
  expect(await stateOf(removal.action)).toBe('proposed');
  expect(await waitingFor(team, 'grace')).toEqual([2, 1]);
  // It has expired, even where the job that notes it has not run yet.
  await client.query('update steward.actions set deadline = now() where id = 2');
  expect(await waitingFor(team, 'grace')).toEqual([1]);
});

test('a requester’s list has what they must confirm or run, and not what waits for others', async () => {
  const team = await startTeam(environment);
  const { ask, client, stateOf } = team;
  await client.query(`update users set is_active = false where nickname like '%@friendly.example'`);
  const removal = await ask('ada', '/user rm lain reason:x');
  const link = await ask('ada', '/user reset_password gina reason:x');
  const activation = await ask('ada', '/instance activate_all friendly.example');

  expect(await waitingFor(team, 'ada')).toEqual([activation.action]);
  expect(await waitingFor(team, 'ivan')).toEqual([link.action, removal.action]);
  await link.approve('ivan');
  await link.shows('Approved');
  expect(await waitingFor(team, 'ada')).toEqual([activation.action, link.action]);
  expect(await waitingFor(team, 'ivan')).toEqual([removal.action]);

  expect(await listOf(team, 'ada', 'mine:true')).toEqual([3, 2, 1]);
  expect(await listOf(team, 'ada', 'mine:true state:pending')).toEqual([3, 1]);
  expect(await listOf(team, 'ivan', 'mine:true')).toEqual([]);
  await activation.press('ada', 'Run now');
  await (await link.press('ada', 'Run now')).message();

  await expect.poll(() => stateOf(activation.action)).toBe('done');
  expect(await waitingFor(team, 'ada')).toEqual([]);
  expect(await listOf(team, 'ada', 'mine:true state:done')).toEqual([3, 2]);
});

test('the buttons of the pages keep what the list is of', async () => {
  const team = await startTeam(environment);
  const { ask, discord } = team;
  for (const nickname of ['lain', 'bob', 'gina', 'heidi', 'kim', 'dave', 'Mallory_X']) {
    await ask('ada', `/user rm ${nickname} reason:x`);
    await (await discord.as('mo').type(`/user deactivate ${nickname}`)).message();
  }
  await ask('ivan', '/user delete_activities lain reason:x');

  for (const [who, options, found] of [
    ['ivan', 'waiting_for_me:true', [13, 11, 9, 7, 5, 3, 1]],
    ['ada', 'mine:true', [13, 11, 9, 7, 5, 3, 1]],
    ['mo', 'mine:true', [14, 12, 10, 8, 6, 4, 2]],
  ] as const) {
    const person = discord.as(who);
    const first = await (await person.type(`/action list ${options}`)).message();
    expect(numbersIn(first.embeds[0]?.description), options).toEqual(found.slice(0, 5));
    const second = await (await person.click(first, buttonOf(first, 'Next'))).message();
    expect(numbersIn(second.embeds[0]?.description), options).toEqual(found.slice(5));
    const back = await (await person.click(second, buttonOf(second, 'Previous'))).message();
    expect(numbersIn(back.embeds[0]?.description), options).toEqual(found.slice(0, 5));
    const file = await (await person.click(back, buttonOf(back, 'Download .txt'))).message();
    const content = await (await fetch(file.attachments[0]?.url ?? '')).text();
    expect(numbersIn(content), options).toEqual(found);
  }

  // What was decided in the meantime is not on the next page.
  const first = await (await discord.as('ivan').type('/action list waiting_for_me:true')).message();
  const approval = await discord.as('ivan').type('/action approve 3');
  await (await confirmApproval(discord, 'ivan', approval)).message();
  const second = await (await discord.as('ivan').click(first, buttonOf(first, 'Next'))).message();
  expect(numbersIn(second.embeds[0]?.description)).toEqual([1]);
});

test('a paused member is told so, and their list has only what the pause leaves them', async () => {
  const team = await startTeam(environment);
  const { ask, discord } = team;
  await ask('ada', '/user rm lain reason:x');
  expect(await waitingFor(team, 'ivan')).toEqual([1]);
  await (await discord.as('ada').type(`/staff pause ${discord.as('ivan').id} reason:"lost phone"`)).message();

  const list = async () => (await discord.as('ivan').type('/action list waiting_for_me:true')).message();
  await ask('ada', '/user reset_password gina reason:x');
  expect(sentenceOf(await list())).toMatch(
    /^You are paused by ada and cannot request, approve or run anything:/,
  );
});

test('a member whom Steward has paused still has in their list what is not destructive', async () => {
  const team = await startTeam({ ...environment, DESTRUCTIVE_PER_HOUR: '1' });
  const { ask, discord } = team;
  await ask('ivan', '/user rm bob reason:x');
  await (await discord.as('ivan').type('/user rm lain reason:x')).message();
  await ask('ada', '/user rm gina reason:x');

  const paused = /^You are paused by Steward and cannot request or approve destructive actions: /;
  const list = async () => (await discord.as('ivan').type('/action list waiting_for_me:true')).message();
  expect(sentenceOf(await list())).toMatch(paused);

  const link = await ask('ada', '/user reset_password gina reason:x');
  const rest = await list();
  expect(numbersIn(rest.embeds[0]?.description)).toEqual([link.action]);
  expect(rest.embeds[0]?.fields).toEqual([
    expect.objectContaining({ name: 'Paused', value: expect.stringMatching(paused) }),
  ]);
});
