import type { APIMessage } from 'discord-api-types/v10';
import { expect, test } from 'vitest';
import type { SandboxPerson } from '../../sandbox/discord/index.ts';
import { buttonOf } from '../support/buttons.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { cardOf, confirmApproval, heard, startTeam, whispered } from '../support/team.ts';

shareSteward();

test('without a reason a modal asks for one before anything else, and the typed command continues with it', async () => {
  const { discord, client, ...team } = await startTeam();
  const ada = discord.as('ada');

  const typed = await ada.type('/user rm lain');
  expect(await typed.answered()).toMatchObject({
    kind: 'modal',
    modal: { title: 'Request: delete lain permanently' },
  });
  expect((await client.query('select from steward.actions')).rowCount).toBe(0);
  await ada.submit(typed, { text: 'asked for it' });

  await expect.poll(() => team.stateOf(1)).toBe('proposed');
  const card = await cardOf({ ...team, discord }, client, 1);
  expect(fieldsOf(await card.shows('Approval required'))).toMatchObject({ Reason: 'asked for it' });
});

test('where only the plan shows that approvals are needed, the answer asks for a reason', async () => {
  const { discord, client, ...team } = await startTeam();
  const ada = discord.as('ada');
  await client.query(`update users set is_moderator = true where nickname = 'lain'`);

  await ada.type('/user deactivate lain');
  await expect.poll(() => ada.messages().at(-1)?.embeds[0]?.title).toBe('Reason required: deactivate lain');
  const [answer] = ada.messages();
  if (answer === undefined) throw new Error('Nothing was shown');
  expect(discord.as('ivan').messages()).toEqual([]);
  expect(sentenceOf(answer)).toBe(
    'lain is a moderator of the instance. A destructive action needs 1 approval and a reason. Nothing was requested yet.',
  );
  const press = await ada.click(answer, buttonOf(answer, 'Add reason'));
  await press.answered();
  await ada.submit(press, { text: 'spams' });

  await expect.poll(() => team.stateOf(1)).toBe('proposed');
  const card = await cardOf({ ...team, discord }, client, 1);
  const message = await card.shows('Approval required');
  expect(fieldsOf(message)).toMatchObject({ Reason: 'spams', Command: expect.stringContaining('lain') });
  expect(Object.values(fieldsOf(message)).join()).toMatch(/lain is a moderator of the instance/);
});

test.for([
  [
    { BULK_LIMIT: '3' },
    '/instance activate_all spam.example',
    'Reason required: activate 26 accounts of spam.example',
    'This changes 26 accounts, more than the limit of 3. A destructive action needs 1 approval and a reason. Nothing was requested yet.',
  ],
  [
    { APPROVAL_OVERRIDES: '{"user.activate":{"votes":2}}' },
    '/action undo 1',
    'Reason required: undo action 1: deactivate lain',
    'The exception for `/user activate` demands 2 approvals and a reason. Nothing was requested yet.',
  ],
] as const)(
  'the answer that asks for a reason says what demands it: %j',
  async ([rules, line, title, sentence]) => {
    const { discord, client } = await startTeam(rules);
    await client.query(`update users set is_active = false where nickname like '%@spam.example'`);
    const ada = discord.as('ada');
    await (await ada.type('/user deactivate lain')).message();

    const asked = await ada.type(line);

    await expect.poll(() => whispered(asked)).toEqual([sentence]);
    expect(asked.answers.at(-1)?.message?.embeds[0]?.title).toBe(title);
  },
);

test('whoever denies their own request is told how to end it', async () => {
  const { discord, ask } = await startTeam();
  const card = await ask('ada', '/user rm lain reason:x');
  const own =
    'You requested action 1 yourself, so you cannot deny it. To end it, press "Cancel request" on its card, or use `/action cancel` `1`.';

  expect(await heard(card.press('ada', 'Deny'))).toBe(own);
  expect(sentenceOf(await (await discord.as('ada').type('/action deny 1 reason:no')).message())).toBe(own);
});

test('a card says what is requested, that it is destructive, by whom, and how many approvals it needs', async () => {
  const { ask } = await startTeam();

  const card = await ask('ada', '/user set lain admin:true reason:"helps out"');

  const message = await card.shows('Approval required');
  expect(message.embeds[0]?.title).toBe('Approval required: make lain an admin');
  expect(sentenceOf(message)).toMatch(/^Requested by <@\d+>, who can cancel it\.$/);
  expect(Object.keys(fieldsOf(message))[0]).toBe('⚠️ Destructive');
});

test('more targets than the limit make a command destructive, so that approvals are needed', async () => {
  const { discord, client, stateOf } = await startTeam({ BULK_LIMIT: '3', APPROVALS_SENSITIVE: '0' });
  await client.query(`update users set is_active = false where nickname like '%@spam.example'`);

  await discord.as('ada').type('/instance activate_all spam.example reason:"they were fine"');

  await expect.poll(() => stateOf(1)).toBe('proposed');
  const { rows } = await client.query('select tier, votes_needed from steward.actions');
  expect(rows).toEqual([{ tier: 'destructive', votes_needed: 1 }]);
});

test('"Show details" gives the caller everything alone: the request in fields, and every account in a file', async () => {
  const { ask, discord, client } = await startTeam();
  await client.query(
    `update users set nickname = E'x\\nstaff@spam.example' where nickname = 'spam2@spam.example'`,
  );
  await client.query(
    `insert into users (id, nickname, bio, local, ap_id, inserted_at, updated_at)
     select steward.flake_at(1798000000000 + place, '15c973e54f0d', 0), 'more' || place || '@spam.example', '', false,
       'https://spam.example/users/more' || place, now(), now()
     from generate_series(1, 2) place`,
  );
  const card = await ask('ada', '/instance deactivate_all spam.example reason:spam');

  const file = await (await card.press('mo', 'Show details')).message();

  expect((file.flags ?? 0) & 64).toBe(64);
  const [attachment] = file.attachments;
  expect(file.embeds[0]?.title).toBe('Details');
  expect(fieldsOf(file)).toMatchObject({
    Reason: 'spam',
    Command: expect.stringContaining('spam.example'),
    'Accounts now: 23': expect.stringMatching(
      /^spam1@spam\.example, x⟨U\+000A⟩staff@spam\.example, .*, and 3 more in the file$/,
    ),
  });
  const accounts = await (await fetch(attachment?.url ?? '')).text();
  expect(accounts.trim().split('\n')).toHaveLength(23);
  expect(accounts).toContain('spam1@spam.example');
  expect(accounts).toContain('x⟨U+000A⟩staff@spam.example');
  expect(await sentenceOf(await (await card.press('eve', 'Show details')).message())).toMatch(
    /^Only members with <@&\d+> or <@&\d+> can do this\.$/,
  );
  expect(
    discord
      .as('eve')
      .messages()
      .some(({ attachments }) => attachments.length > 0),
  ).toBe(false);
});

test('an action of a private command that needs approvals has a public card, without its secrets', async () => {
  const { discord, ask, client } = await startTeam({ APPROVALS_SENSITIVE: '1' });

  const card = await ask('ada', '/user change_email lain secret-address@mail.example reason:moved');

  const message = await card.shows('Approval required');
  expect(JSON.stringify(message)).not.toContain('secret-address');
  expect(message.content).toBe('');
  expect(sentenceOf(message)).toBe(`Requested by <@${discord.as('ada').id}>, who can cancel it.`);
  expect(fieldsOf(message).Command).toContain('hidden');
  await card.approve('ivan');
  await card.shows('Approved');
  const told = await (await card.press('ada', 'Run now')).message();
  expect(JSON.stringify(told)).toContain('secret-address@mail');
  const { rows } = await client.query(`select email from users where nickname = 'lain'`);
  expect(rows).toEqual([{ email: 'secret-address@mail.example' }]);
  expect(JSON.stringify(discord.as('ivan').messages())).not.toContain('secret-address');
});

test('a person who has lost the role before voting has no vote', async () => {
  const { discord, ask, stateOf } = await startTeam();
  const card = await ask('ada', '/user rm lain reason:x');

  discord.as('ivan').take('admin');
  const press = await card.press('ivan', 'Approve');

  await expect
    .poll(() => whispered(press))
    .toEqual([expect.stringMatching(/Only members with <@&\d+> can do this/)]);
  expect(await stateOf(card.action)).toBe('proposed');
});

const inAnHour = () => new Date(Date.now() + 3_600_000);

test.for<[string, string, string, (ivan: SandboxPerson) => void, RegExp]>([
  [
    'an approver has lost the role',
    'ada',
    'ivan',
    (ivan) => ivan.take('admin'),
    /^ivan no longer has the role to approve this\. N/,
  ],
  [
    'an approver is timed out',
    'ada',
    'ivan',
    (ivan) => ivan.timeOut(inAnHour()),
    /^ivan, who approved this, is timed out in Discord\. N/,
  ],
  [
    'an approver has left',
    'ada',
    'ivan',
    (ivan) => ivan.leave(),
    /^ivan, who approved this, has left the Discord server\. N/,
  ],
  [
    'the requester has lost the role',
    'ivan',
    'ada',
    (ivan) => ivan.take('admin'),
    /^ivan no longer has the role to request this\. N/,
  ],
  [
    'the requester is timed out',
    'ivan',
    'ada',
    (ivan) => ivan.timeOut(inAnHour()),
    /^ivan, who requested this, is timed out in Discord\. N/,
  ],
  [
    'the requester has left',
    'ivan',
    'ada',
    (ivan) => ivan.leave(),
    /^ivan, who requested this, has left the Discord server\. N/,
  ],
])(
  '%s between approval and run: nothing is run, and the card says why',
  async ([, requester, approver, happens, words]) => {
    const { discord, ask, client, eventsOf } = await startTeam();
    const card = await ask(requester, '/user rm lain reason:x');
    // Discord does not answer requests for roles until after the approval.
    const restore = discord.misbehave.outage(/members/);
    await card.approve(approver);
    await card.shows('Approved');

    happens(discord.as('ivan'));
    restore();

    const stale = await card.shows('Out of date');
    expect(stale.embeds[0]?.title).toBe('Out of date: delete lain permanently');
    expect(sentenceOf(stale)).toMatch(words);
    expect(await eventsOf(card.action)).toEqual(['action.proposed', 'action.approved', 'action.stale']);
    const { rows } = await client.query(`select is_active from users where nickname = 'lain'`);
    expect(rows).toEqual([{ is_active: true }]);
  },
);

test('a typed approval says what still has to happen, with a link to the card, in one line', async () => {
  const { discord, ask } = await startTeam({
    APPROVALS_DESTRUCTIVE: '2',
    APPROVAL_OVERRIDES: '{"user.reset_password":{"votes":1}}',
  });
  const approve = async (who: string, action: number) => {
    const typed = await discord.as(who).type(`/action approve ${action}`);
    const confirmed = await confirmApproval(discord, who, typed);
    const told = () =>
      confirmed.answers.find(({ message }) => message?.content.startsWith('Approved'))?.message;
    await expect.poll(told).toBeDefined();
    return told() as APIMessage;
  };
  const { action: removal } = await ask('ada', '/user rm lain reason:x');
  const { action: link } = await ask('ada', '/user reset_password gina reason:x');

  const first = await approve('ivan', removal);
  expect(first.embeds).toEqual([]);
  expect(first.content).toMatch(
    /^Approved action 1\. It still needs 1 approval; see \[its card\]\(https:\S+\)\.$/,
  );
  expect((await approve('ivan', link)).content).toMatch(
    /^Approved action 2\. <@\d+> must now press "Run now" on \[its card\]\(https:\S+\)\.$/,
  );
});

test('buttons can be typed: approve, deny, cancel, retry, keep', async () => {
  const { discord, ask, stateOf, client } = await startTeam();
  const said = async (who: string, line: string) =>
    sentenceOf(await (await discord.as(who).type(line)).message());
  const first = await ask('ada', '/user rm lain reason:x');
  expect(await said('ada', '/action approve 1')).toMatch(/^You requested action 1 yourself/);
  expect(await said('mo', '/action approve 1')).toMatch(/Only members with <@&\d+> can do this/);
  expect(await said('ivan', '/action deny 1 reason:no')).toMatch(/^Denied action 1\. Nothing was changed\./);
  await first.shows('Denied');
  await ask('ada', '/user rm lain reason:x');
  expect(await said('ivan', '/action cancel 2')).toMatch(/^Only the requester\b/);
  expect(await said('ada', '/action cancel 2')).toMatch(/^Cancelled action 2/);
  const third = await ask('ada', '/instance deactivate_all friendly.example for:7d reason:x');
  expect(await said('ivan', '/action approve 3')).toMatch(
    /^Approved action 3\. It runs in a moment, unless something has changed since the request; see \[its card\]\(https:\/\/discord\.com\/channels\/\d+\/\d+\/\d+\)\.$/,
  );
  expect(fieldsOf(await third.shows('Done'))['Reverts automatically']).toMatch(/^<t:\d+:R>$/);
  expect(await said('mo', '/action keep 3')).toMatch(/Only admins can do this/);
  await (await ask('ada', '/action keep 3 reason:x')).shows('Approval required');
  await discord.as('ivan').type('/action approve 4');
  await expect.poll(() => stateOf(4)).toBe('done');
  expect(await said('ivan', '/action retry 3')).toMatch(/is already done/);
  expect([await stateOf(1), await stateOf(2), await stateOf(3)]).toEqual(['denied', 'cancelled', 'done']);
  const { rows } = await client.query('select reverses_at from steward.actions where id = 3');
  expect(rows).toEqual([{ reverses_at: null }]);
});
