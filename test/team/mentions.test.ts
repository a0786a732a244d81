import type { APIMessage } from 'discord-api-types/v10';
import { expect, test } from 'vitest';
import { runConsole } from '../support/console.ts';
import { ownDatabase } from '../support/database.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { type Card, cardOf, startTeam, type Team } from '../support/team.ts';

shareSteward();

const removal = '/user rm lain reason:x';

/** The messages that rang for someone and are still there, the oldest first. No card rings for anybody. */
const mentionsIn = ({ discord }: Pick<Team, 'discord'>): APIMessage[] =>
  discord
    .as('mo')
    .messages()
    .filter(({ mentions, mention_roles: roles }) => mentions.length + roles.length > 0);

const wordsOf = ({ content }: APIMessage): string => content;

/** Every message that the bot posted to ring for someone, also those that are gone. */
const ringsOf = (team: Pick<Team, 'discord'>): string[] => ringsBy(team).map(({ content }) => content);

/** The same, with who may be rung by it. */
const ringsBy = ({ discord }: Pick<Team, 'discord'>): { content: string; allowed: unknown }[] =>
  discord.requests.flatMap(({ method, path, body }) => {
    const { content, message_reference: reference, allowed_mentions: allowed } = Object(body);
    return method === 'POST' && /\/channels\/\d+\/messages$/.test(path) && reference !== undefined
      ? [{ content: String(content), allowed }]
      : [];
  });

/** Waits until the card and its mention are up to date with the row of the action. */
const drawn = ({ client }: Pick<Team, 'client'>, { action }: Pick<Card, 'action'>) =>
  expect
    .poll(
      async () =>
        (await client.query('select drawn >= revision as yes from steward.actions where id = $1', [action]))
          .rows[0].yes,
    )
    .toBe(true);

/** Sends the job that draws the card. */
const redraw = ({ client }: Pick<Team, 'client'>, { action }: Pick<Card, 'action'>) =>
  client.query(
    `insert into steward_jobs.job (name, data) values ('card', jsonb_build_object('action', $1::integer))`,
    [action],
  );

const deny = async ({ discord }: Team, card: Card): Promise<void> => {
  const press = await card.press('ivan', 'Deny');
  await press.answered();
  await discord.as('ivan').submit(press, { text: 'no' });
  await card.shows('Denied');
};

test('approvers are mentioned once, by a message that refers to the card and says what is needed', async () => {
  const team = await startTeam({ APPROVALS_DESTRUCTIVE: '2' });
  const { admin } = team.discord.guild.roles;
  const card = await team.ask('ada', removal);
  await card.shows('Approval required');
  await drawn(team, card);

  const [mention, ...others] = mentionsIn(team);
  expect(others).toEqual([]);
  expect(mention).toMatchObject({
    content: `<@&${admin.id}> Approval needed: delete lain permanently.`,
    mention_roles: [admin.id],
    mentions: [],
    embeds: [],
    message_reference: { message_id: card.message().id },
  });
  await card.approve('ivan');
  await expect.poll(() => fieldsOf(card.message()).Approvals).toMatch(/^1 of 2/);
  await drawn(team, card);

  expect(mentionsIn(team)).toEqual([mention]);
  expect(ringsBy(team).map(({ allowed }) => allowed)).toEqual([{ roles: [admin.id], users: [] }]);
});

test.for([
  ['approved', 'Finishing in Akkoma', 'Approved: delete lain permanently.'],
  ['denied', 'Denied', 'Denied: delete lain permanently.'],
  ['out of date', 'Out of date', 'Out of date: delete lain permanently. Nothing was changed.'],
  ['cancelled', 'Cancelled', null],
] as const)(
  '%s: the approvers’ mention is gone, and the requester alone is mentioned, once',
  async ([how, title, words]) => {
    const team = await startTeam();
    const { client, discord, ask } = team;
    const card = await ask('ada', removal);
    await drawn(team, card);
    expect(mentionsIn(team)).toHaveLength(1);

    if (how === 'out of date') {
      await client.query(`update users set is_admin = true where nickname = 'lain'`);
    }
    if (how === 'denied') await deny(team, card);
    else if (how === 'cancelled') await card.press('ada', 'Cancel request');
    else await card.approve('ivan');
    await card.shows(title);
    await drawn(team, card);

    const ada = discord.as('ada').id;
    const last = mentionsIn(team).map((message) => ({
      content: wordsOf(message),
      roles: message.mention_roles,
      people: message.mentions.map(({ id }) => id),
      on: message.message_reference?.message_id,
    }));
    expect(last).toEqual(
      words === null
        ? []
        : [{ content: `<@${ada}> ${words}`, roles: [], people: [ada], on: card.message().id }],
    );
  },
);

test('expired: the approvers’ mention is gone, and the requester is mentioned', async () => {
  const team = await startTeam();
  const card = await team.ask('ada', removal);
  await drawn(team, card);
  expect(mentionsIn(team).map(wordsOf)).toEqual([expect.stringMatching(/^<@&\d+> Approval needed/)]);

  await team.client.query(`
    update steward.actions set deadline = now();
    update steward_jobs.job set start_after = now() where name = 'expire'`);
  await card.shows('Expired');
  await drawn(team, card);

  expect(mentionsIn(team).map(wordsOf)).toEqual([
    `<@${team.discord.as('ada').id}> Expired: delete lain permanently.`,
  ]);
});

test.for([
  ['/user reset_password lain reason:"lost it"', 'create a password reset link for lain'],
  ['/user change_email lain secret-address@mail.example reason:moved', 'change the e-mail address of lain'],
] as const)('a requester who must run the action is told so, until it has run: %s', async ([line, act]) => {
  const team = await startTeam({ APPROVALS_SENSITIVE: '1' });
  const card = await team.ask('ada', line);
  await drawn(team, card);
  expect(mentionsIn(team).map(wordsOf)).toEqual([
    expect.stringMatching(`^<@&\\d+> Approval needed: ${act}\\.$`),
  ]);
  await card.approve('ivan');
  await card.shows('Approved');
  await drawn(team, card);
  expect(mentionsIn(team).map(wordsOf)).toEqual([
    `<@${team.discord.as('ada').id}> Approved: ${act}. Press "Run now" on the card.`,
  ]);

  await (await card.press('ada', 'Run now')).message();
  await card.shows('Done');
  await drawn(team, card);

  expect(mentionsIn(team)).toEqual([]);
  expect(ringsOf(team)).toHaveLength(2);
  expect(ringsOf(team).join()).not.toContain('secret-address');
});

test.for(['denied', 'cancelled'] as const)(
  'an action whose secret arguments are gone is mentioned all the same: %s',
  async (how) => {
    const team = await startTeam({ APPROVALS_SENSITIVE: '1' });
    const card = await team.ask('ada', '/user change_email lain secret-address@mail.example reason:moved');
    await drawn(team, card);

    if (how === 'denied') await deny(team, card);
    else await card.press('ada', 'Cancel request');
    await card.shows(how === 'denied' ? 'Denied' : 'Cancelled');
    await drawn(team, card);

    expect(mentionsIn(team).map(wordsOf)).toEqual(
      how === 'denied' ? [`<@${team.discord.as('ada').id}> Denied: change the e-mail address of lain.`] : [],
    );
  },
);

test('a failure rings for the requester alone, and its mention goes once the retry has succeeded', async () => {
  const team = await startTeam({}, await ownDatabase());
  const { client, discord, ask } = team;
  await client.query(`
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
    create trigger refuse before update on users for each row execute function refuse()`);
  const card = await ask('ada', '/instance deactivate_all spam.example reason:spam');
  await card.approve('ivan');
  await card.shows('Failed');
  await drawn(team, card);
  const before = ringsOf(team);
  const ada = `<@${discord.as('ada').id}>`;
  const failed = `${ada} Failed: deactivate 21 accounts of spam.example. Nothing was changed.`;
  expect(before.slice(1)).toEqual([failed]);
  expect(mentionsIn(team).map(wordsOf)).toEqual([failed]);

  await client.query('drop trigger refuse on users');
  await card.press('ada', 'Retry');
  await card.shows('Done');
  await drawn(team, card);

  const approved = `${ada} Approved: deactivate 21 accounts of spam.example.`;
  expect(ringsOf(team)).toEqual([...before, approved]);
  expect(mentionsIn(team).map(wordsOf)).toEqual([approved]);
});

test('a card that is drawn again later, such as after its undo, rings for nobody again', async () => {
  const team = await startTeam();
  const { ask, client } = team;
  const card = await ask('ada', '/instance deactivate_all spam.example reason:spam');
  await card.approve('ivan');
  await card.shows('Done');
  await drawn(team, card);
  const [approved] = mentionsIn(team);

  const undo = await ask('ada', '/action undo 1 reason:sorry');
  await undo.approve('ivan');
  await card.shows('Undone');
  await undo.shows('Done');
  for (const each of [card, undo]) await drawn(team, each);

  const aboutFirst = mentionsIn(team).filter(
    ({ message_reference: reference }) => reference?.message_id === card.message().id,
  );
  expect(aboutFirst).toEqual([approved]);
  // For each action one to the approvers and one to the requester.
  expect(ringsOf(team)).toHaveLength(4);
  const { rows } = await client.query('select mention from steward.actions order by id');
  expect(rows).toEqual([{ mention: 'approved' }, { mention: 'approved' }]);
});

test('an action that needs no approval rings for nobody', async () => {
  const team = await startTeam({ APPROVALS_DESTRUCTIVE: '0' });
  await (await team.discord.as('mo').type('/user deactivate lain reason:spam')).message();
  const card = await team.ask('ada', '/user rm bob');
  await card.press('ada', 'Run now');
  await card.shows('Finishing in Akkoma');
  await drawn(team, card);

  expect(ringsOf(team)).toEqual([]);
  expect(mentionsIn(team)).toEqual([]);
});

test('the console rings for nobody, and a requester without a Discord account is not mentioned', async () => {
  const team = await startTeam();
  const { url, client, ask } = team;
  const environment = { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' };
  expect(await runConsole(['user', 'rm', 'bob', '-y', '--reason', 'x'], environment)).toMatchObject({
    exit: 0,
  });
  const card = await ask('ada', removal);
  await drawn(team, card);
  // The console runs everything itself, but another version of it may have requested an action.
  await client.query(
    `update steward.actions set requester_id = 'console:root', source = 'console' where id = $1`,
    [card.action],
  );

  await deny(team, card);
  await drawn(team, card);

  expect(mentionsIn(team)).toEqual([]);
  expect(ringsOf(team)).toEqual([expect.stringMatching(/^<@&\d+> Approval needed: delete lain/)]);
});

test('without APPROVERS_MENTIONED no role is mentioned, but the requester is', async () => {
  const team = await startTeam({ APPROVERS_MENTIONED: 'false' });
  const card = await team.ask('ada', removal);
  await drawn(team, card);
  expect(mentionsIn(team)).toEqual([]);

  await deny(team, card);
  await drawn(team, card);

  const ada = team.discord.as('ada').id;
  const content = `<@${ada}> Denied: delete lain permanently.`;
  expect(ringsBy(team)).toEqual([{ content, allowed: { roles: [], users: [ada] } }]);
  expect(mentionsIn(team).map(({ mentions }) => mentions.map(({ id }) => id))).toEqual([[ada]]);
});

test('the mention of a process that was killed before it noted it is not posted twice', async () => {
  const team = await startTeam();
  const { client, ask } = team;
  const card = await ask('ada', removal);
  await drawn(team, card);
  const [mention] = mentionsIn(team);

  // As after a kill between the post and its note: nothing is noted, and the job is run again.
  await client.query(
    `update steward.actions set mention = null, mention_message_id = null, drawn = 0 where id = $1`,
    [card.action],
  );
  await redraw(team, card);
  await drawn(team, card);

  expect(ringsOf(team)).toHaveLength(2);
  expect(mentionsIn(team)).toEqual([mention]);
  const { rows } = await client.query('select mention, mention_message_id from steward.actions');
  expect(rows).toEqual([{ mention: 'needed', mention_message_id: mention?.id }]);
});

test('a mention refers to the message that shows the card now', async () => {
  const team = await startTeam();
  const { discord, client, ask } = team;
  const card = await ask('ada', removal);
  await drawn(team, card);
  const lost = card.message();
  discord.as('mo').remove(lost);
  await client.query(`insert into steward_jobs.job (name) values ('missing')`);
  await expect.poll(() => mentionsIn(team).length > 0 && card.message().id !== lost.id).toBe(true);
  const again = await cardOf(team, client, card.action);

  await deny(team, again);
  await drawn(team, again);

  expect(mentionsIn(team).map(({ message_reference: reference }) => reference?.message_id)).toEqual([
    again.message().id,
  ]);
});

test('an action whose arguments another version stored is drawn, and its mention ends with it', async () => {
  const team = await startTeam();
  const { client, ask } = team;
  const card = await ask('ada', removal);
  await drawn(team, card);
  expect(mentionsIn(team)).toHaveLength(1);

  await client.query(
    `update steward.actions set state = 'done', args = '{"of": "another version"}', revision = revision + 1 where id = $1`,
    [card.action],
  );
  await redraw(team, card);
  await drawn(team, card);

  expect(sentenceOf(card.message())).toMatch(
    /^Another version of Steward stored this action, which is done\./,
  );
  expect(mentionsIn(team)).toEqual([]);
});
