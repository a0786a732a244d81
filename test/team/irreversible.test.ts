import { type APIMessage, ButtonStyle, ComponentType, MessageFlags } from 'discord-api-types/v10';
import { expect, test } from 'vitest';
import type { SandboxInteraction } from '../../sandbox/discord/index.ts';
import { tamper } from '../support/audit-log.ts';
import { buttonOf } from '../support/buttons.ts';
import { runConsole } from '../support/console.ts';
import { lockSteward } from '../support/lock.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { type Card, heard, startTeam, type Team } from '../support/team.ts';

shareSteward();

/** The private question that the press of Approve on a card leads to. */
async function questionOf(card: Card, who: string): Promise<APIMessage> {
  const pressed = await card.press(who, 'Approve');
  await expect.poll(() => privateAnswersOf(pressed)).toHaveLength(1);
  return privateAnswersOf(pressed)[0] as APIMessage;
}

const privateAnswersOf = ({ answers }: SandboxInteraction): APIMessage[] =>
  answers.flatMap(({ ephemeral, message }) => (ephemeral && message !== undefined ? [message] : []));

/** Presses a button of a private question, and waits until the answer has replaced it. */
async function answer({ discord }: Team, who: string, question: APIMessage, label: string): Promise<string> {
  const pressed = await discord.as(who).click(question, buttonOf(question, label));
  const shown = () => privateAnswersOf(pressed).filter(({ components = [] }) => components.length === 0);
  await expect.poll(shown).toHaveLength(1);
  return sentenceOf(shown()[0]);
}

const faces = ({ components = [] }: APIMessage) =>
  components.flatMap((row) =>
    row.type !== ComponentType.ActionRow
      ? []
      : row.components.flatMap((each) =>
          each.type === ComponentType.Button && 'label' in each ? [[each.label, each.style]] : [],
        ),
  );

const writtenIn = async ({ client }: Team) =>
  (
    await client.query(`
      select (select json_agg(v) from steward.votes v) as votes, (select count(*) from steward.audit_log) as entries,
        (select json_agg(a order by id) from steward.actions a) as actions`)
  ).rows;

test('whoever approves what cannot be undone is asked in private first, and nothing is recorded before', async () => {
  const team = await startTeam();
  const { ask, stateOf } = team;
  const card = await ask('ada', '/user rm lain reason:spam');
  const before = await writtenIn(team);

  const question = await questionOf(card, 'ivan');

  expect(question.flags).toBe(MessageFlags.Ephemeral);
  expect(question.embeds[0]?.description?.split('\n')).toEqual([
    'Approve: delete lain permanently?',
    `Requested by <@${team.discord.as('ada').id}>. Your approval is the last one: the action then runs immediately.`,
  ]);
  expect(fieldsOf(question)).toEqual({
    Reason: 'spam',
    '⚠️ Cannot be undone': expect.stringMatching(/^The password and the connections to other servers cannot/),
  });
  expect(faces(question)).toEqual([
    ['Approve', ButtonStyle.Success],
    ['Leave request open', ButtonStyle.Secondary],
  ]);
  expect(await writtenIn(team)).toEqual(before);

  expect(await answer(team, 'ivan', question, 'Leave request open')).toBe(
    'Neither approved nor denied. The card still has both buttons.',
  );
  expect(await writtenIn(team)).toEqual(before);
  expect(card.message().embeds[0]?.title).toMatch(/^Approval required/);

  const again = await questionOf(card, 'ivan');
  expect(await answer(team, 'ivan', again, 'Approve')).toMatch(
    /^Approved action \d+\. It (runs in a|is running)/,
  );
  await expect.poll(() => stateOf(card.action)).toBe('following');
});

test('an approval that is not the last one is asked for too, and a typed one as the button', async () => {
  const team = await startTeam({ APPROVALS_DESTRUCTIVE: '2' });
  const { discord, ask, client, stateOf } = team;
  const card = await ask('ada', '/user rm lain reason:spam');

  const first = await questionOf(card, 'ivan');
  expect(first.embeds[0]?.description?.split('\n')).toEqual([
    'Approve: delete lain permanently?',
    `Requested by <@${discord.as('ada').id}>.`,
  ]);
  expect(await answer(team, 'ivan', first, 'Approve')).toMatch(
    /^Approved action 1\. It still needs 1 approval; see/,
  );
  const typed = await (await discord.as('grace').type('/action approve 1')).message();
  expect(typed.flags).toBe(MessageFlags.Ephemeral);
  expect(sentenceOf(typed)).toBe('Approve: delete lain permanently?');
  expect((await client.query('select voter_name from steward.votes')).rows).toEqual([{ voter_name: 'ivan' }]);
  expect(await answer(team, 'grace', typed, 'Approve')).toMatch(
    /^Approved action 1\. It (runs in a|is running)/,
  );

  await expect.poll(() => stateOf(card.action)).toBe('following');
});

test('what can be undone is approved by one tap', async () => {
  const { ask, client } = await startTeam({ APPROVALS_ROUTINE: '1' });
  const card = await ask('mo', '/user deactivate lain reason:spam');

  const pressed = await card.press('ivan', 'Approve');

  await card.shows('Done');
  expect(privateAnswersOf(pressed)).toEqual([]);
  expect((await client.query('select voter_name from steward.votes')).rows).toEqual([{ voter_name: 'ivan' }]);
});

test('a confirmation that comes too late says why, in place of the question, and approves nothing', async () => {
  const team = await startTeam();
  const { discord, ask, client } = team;
  const [denied, expired, cancelled, kept] = [
    await ask('ada', '/user rm lain reason:x'),
    await ask('ada', '/user rm bob reason:x'),
    await ask('ada', '/user rm gina reason:x'),
    await ask('ada', '/user rm heidi reason:x'),
  ];
  const questions = await Promise.all(
    [denied, expired, cancelled, kept].map((card) => questionOf(card, 'ivan')),
  );
  const [one, two, three, four] = questions as [APIMessage, APIMessage, APIMessage, APIMessage];
  await (await discord.as('grace').type(`/action deny ${denied.action} reason:no`)).message();
  await client.query('update steward.actions set deadline = now() where id = $1', [expired.action]);
  await cancelled.press('ada', 'Cancel request');
  await cancelled.shows('Cancelled');

  expect(await answer(team, 'ivan', one, 'Approve')).toMatch(/^Action 1 was denied\./);
  expect(await answer(team, 'ivan', two, 'Approve')).toMatch(/^Action 2 has expired\./);
  expect(await answer(team, 'ivan', three, 'Approve')).toMatch(/^Action 3 was cancelled\./);
  await lockSteward(discord, 'ada', 'x');
  expect(await answer(team, 'ivan', four, 'Approve')).toMatch(/^Steward was locked by ada/);
  expect((await client.query(`select from steward.votes where vote = 'approve'`)).rowCount).toBe(0);
});

test('a member who has lost the role meanwhile, or who may not approve at all, is refused and the refusal is recorded', async () => {
  const team = await startTeam();
  const { discord, ask, client } = team;
  const card = await ask('ada', '/user rm lain reason:x');
  const question = await questionOf(card, 'ivan');
  discord.as('ivan').take('admin');

  expect(await answer(team, 'ivan', question, 'Approve')).toMatch(/^Only members with /);
  discord.as('ivan').give('admin');
  expect(await heard(card.press('ada', 'Approve'))).toMatch(/^You requested action 1 yourself/);

  expect((await client.query('select from steward.votes')).rowCount).toBe(0);
  const { rows } = await client.query(
    `select actor_name, command from steward.audit_log where event = 'command.refused' order by id`,
  );
  expect(rows).toEqual([
    { actor_name: 'ivan', command: 'action.approve' },
    { actor_name: 'ada', command: 'action.approve' },
  ]);
});

test('a confirmation counts only for the plan that was shown', async () => {
  const team = await startTeam();
  const { ask, client } = team;
  const question = await questionOf(await ask('ada', '/user rm lain reason:x'), 'ivan');

  await tamper(client, `update steward.actions set fingerprint = 'another'`);

  expect(await answer(team, 'ivan', question, 'Approve')).toBe(
    'Action 1 would no longer do what was shown. Nothing was changed. Look at it with `/action show`.',
  );
  expect((await client.query('select from steward.votes')).rowCount).toBe(0);
});

test('two copies of the bot that get the same press ask once', async () => {
  const { ask, startReplica } = await startTeam();
  await startReplica();
  const card = await ask('ada', '/user rm lain reason:x');

  const pressed = await card.press('ivan', 'Approve');

  await expect.poll(() => privateAnswersOf(pressed)).toHaveLength(1);
});

test('a terminal asks too, and -y skips the question', async () => {
  const { url, ask, client, stateOf } = await startTeam();
  const environment = { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' };
  const card = await ask('ada', '/user rm lain reason:x');

  expect(await runConsole(['action', 'approve', '1'], environment)).toMatchObject({
    exit: 1,
    err: expect.stringMatching(
      /^Approve: delete lain permanently\? Cannot ask for confirmation without a terminal\./,
    ),
  });
  expect((await client.query('select from steward.votes')).rowCount).toBe(0);
  expect(await runConsole(['action', 'approve', '1', '-y'], environment)).toMatchObject({
    exit: 0,
    out: expect.stringMatching(/^Approved action 1\./),
  });
  await expect.poll(() => stateOf(card.action)).toBe('following');
});
