import type { APIMessage } from 'discord-api-types/v10';
import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { flakeIdFromUuid } from '../../entities/types/flake-id-text.ts';
import { buttonOf, labelsOf } from '../support/buttons.ts';
import { pristineDatabase } from '../support/database.ts';
import { withReports } from '../support/reports.ts';
import { sentenceOf, unmentioned } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { startSteward } from '../support/steward.ts';
import { cardOf, startTeam } from '../support/team.ts';

shareSteward();

async function stage(environment: Readonly<Record<string, string>> = {}) {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url, { environment });
  const says = async (who: string, typed: string) => (await discord.as(who).type(typed)).message();
  return { discord, client, says };
}

const linesOf = (message: APIMessage): string[] =>
  unmentioned(message.embeds[0]?.description ?? '')
    .split('\n')
    .slice(1);

/** The lines without their times. */
const entriesOf = (message: APIMessage): string[] =>
  linesOf(message).map((line) => line.replace(/<t:\d+:R>/, 'T'));

const undosOf = (message: APIMessage): string[] => labelsOf(message).filter((label) => /undo/i.test(label));

/** Inserts an entry as AdminFE writes it, about accounts or about what `more` says. */
async function adminFe(
  client: Client,
  {
    action,
    message,
    about = [],
    more = {},
  }: {
    readonly action: string;
    readonly message: string;
    readonly about?: readonly string[];
    readonly more?: object;
  },
): Promise<void> {
  const { rows } = await client.query<{ id: string; nickname: string }>(
    'select id, nickname from users where nickname = any($1)',
    [['ada', ...about]],
  );
  const named = (nickname: string) => ({
    id: flakeIdFromUuid(rows.find((row) => row.nickname === nickname)?.id ?? ''),
    nickname,
    type: 'user',
  });
  await client.query(
    `insert into moderation_log (data, inserted_at, updated_at)
     values ($1, date_trunc('second', timezone('utc', now())), date_trunc('second', timezone('utc', now())))`,
    [
      {
        actor: named('ada'),
        action,
        message,
        ...(about.length === 0 ? {} : { subject: about.map(named) }),
        ...more,
      },
    ],
  );
}

test('the history of an account has the actions on it, undone ones, notes, what staff did in Akkoma, and notes on reports', async () => {
  const { discord, client, says } = await stage();
  await client.query(withReports);
  await adminFe(client, {
    action: 'force_password_reset',
    message: '@ada forced password reset for users: @frank, @lain',
    about: ['frank', 'lain'],
  });
  await client.query(`update moderation_log set inserted_at = '2026-11-27 10:00:00'`);
  await says('ada', '/user deactivate frank reason:"sold *followers*"');
  await says('ada', '/action undo 1');
  await says('mo', '/user note frank "second warning"');
  await says('mo', '/user tag lain x');

  const shown = await says('mo', '/user history frank');

  expect(shown.flags).toBe(64);
  expect(shown.embeds[0]?.title).toBe('History of frank');
  expect(sentenceOf(shown)).toBe('5 entries.');
  const [ada, mo] = ['ada', 'mo'].map((name) => `<@${discord.as(name).id}>`);
  expect(entriesOf(shown)).toEqual([
    `#3 T · note 1: second warning · ${mo}`,
    `#2 T · done · undo action 1: deactivate frank · ${ada}`,
    `#1 T · undone · deactivate frank · ${ada} · sold \\*followers\\*`,
    'Akkoma T · note on the report `BCux8pqwkPlJvp1zyy`: watching this one · mo',
    'Akkoma T · forced password reset for users: @frank, @lain · ada',
  ]);
});

test('an action is undone from the history by the button with its number', async () => {
  const { discord, client, says } = await stage();
  await says('mo', '/user deactivate frank');
  await says('mo', '/user note frank warned');

  const shown = await says('mo', '/user history frank');
  expect(undosOf(shown)).toEqual(['Undo 1']);
  const undone = await (await discord.as('mo').click(shown, buttonOf(shown, 'Undo 1'))).message();

  expect(sentenceOf(undone)).toBe('Undid action 1: deactivate frank.');
  expect(undone.flags).not.toBe(64);
  const { rows } = await client.query(
    `select is_active, (select state from steward.actions where id = 1) as state from users where nickname = 'frank'`,
  );
  expect(rows).toEqual([{ is_active: true, state: 'undone' }]);
  expect(undosOf(await says('mo', '/user history frank'))).toEqual([]);
});

test('a moderator sees no button for what only an admin may undo, and no e-mail address', async () => {
  const { client, says } = await stage();
  await says('ada', '/user set lain locked:true');
  await says('ada', '/user set lain moderator:true');
  await says('ada', '/user change_email bob another@mail.example');

  expect(undosOf(await says('ada', '/user history lain'))).toEqual(['Undo 2', 'Undo 1']);
  const forModerator = await says('mo', '/user history lain');
  expect(entriesOf(forModerator)).toHaveLength(2);
  expect(undosOf(forModerator)).toEqual([]);
  await says('mo', '/user tag gina x');
  expect(undosOf(await says('mo', '/user history gina'))).toEqual(['Undo 4']);
  await client.query(`update users set is_moderator = true where nickname = 'gina'`);
  expect(undosOf(await says('mo', '/user history gina'))).toEqual([]);
  const changed = await says('mo', '/user history bob');
  expect(entriesOf(changed)).toEqual([
    expect.stringMatching(/^#3 T · done · change the e-mail address of bob/),
  ]);
  expect(JSON.stringify(changed)).not.toContain('mail.example');
});

test('the undo of what others had to approve is requested by the button', async () => {
  const team = await startTeam();
  const ada = team.discord.as('ada');
  const card = await team.ask('ada', '/user set lain admin:true reason:"joins the staff"');
  expect(undosOf(await (await ada.type('/user history lain')).message())).toEqual([]);
  await card.approve('ivan');
  await card.shows('Done');

  const shown = await (await ada.type('/user history lain')).message();
  expect(undosOf(shown)).toEqual(['Request undo of 1']);
  const asked = await (await ada.click(shown, buttonOf(shown, 'Request undo of 1'))).message();
  expect(asked.embeds[0]?.title).toMatch(/^Reason required: undo action 1/);
  const press = await ada.click(asked, buttonOf(asked, 'Add reason'));
  await press.answered();
  await ada.submit(press, { text: 'a mistake' });
  const undo = await cardOf(team, team.client, 2);
  await undo.shows('Approval required');
  expect(await team.stateOf(1)).toBe('done');
  await undo.approve('ivan');
  await undo.shows('Done');
  expect(await team.stateOf(1)).toBe('undone');
});

test('the pages of the history follow one another, with the buttons of their actions, and the whole is a file', async () => {
  const { discord, client, says } = await stage();
  for (let n = 1; n <= 3; n += 1) {
    await adminFe(client, {
      action: 'add_suggestion',
      message: `@ada added suggested users: @lain (${n})`,
      about: ['lain'],
    });
  }
  await client.query(`update moderation_log set inserted_at = '2026-11-27 10:00:00'`);
  for (let n = 1; n <= 4; n += 1) await says('mo', `/user tag lain t${n}`);

  const first = await says('mo', '/user history lain');
  expect(sentenceOf(first)).toBe('5 entries on this page.');
  expect(entriesOf(first).map((line) => line.split(' ')[0])).toEqual(['#4', '#3', '#2', '#1', 'Akkoma']);
  expect(first.components?.map((row) => ('components' in row ? row.components.length : 0))).toEqual([4, 2]);
  const mo = discord.as('mo');
  const second = await (await mo.click(first, buttonOf(first, 'Next'))).message();
  expect(entriesOf(second)).toEqual([
    'Akkoma T · added suggested users: @lain (2) · ada',
    'Akkoma T · added suggested users: @lain (1) · ada',
  ]);
  expect(undosOf(second)).toEqual([]);
  const back = await (await mo.click(second, buttonOf(second, 'Previous'))).message();
  expect(entriesOf(back)).toEqual(entriesOf(first));
  const file = await (await mo.click(back, buttonOf(back, 'Download .txt'))).message();
  expect(sentenceOf(file)).toBe('7 entries in the file.');
  expect(file.attachments.map(({ filename }) => filename)).toEqual(['entries.txt']);
});

test('an account without records says so, and an unknown one is not found', async () => {
  const { discord, says } = await stage();

  expect(sentenceOf(await says('mo', '/user history bob'))).toBe('No actions on bob, and no notes about it.');
  expect(sentenceOf(await says('mo', '/user history lian'))).toBe('No account `lian`. Did you mean `lain`?');
  const eve = await discord.as('eve').command('user history', { nickname: 'bob' });
  expect(sentenceOf(await eve.message())).toMatch(/^Only moderators and admins can do this/);
});

test('the history of a deleted account, and of one that is no longer stored, is found by its nickname', async () => {
  const { discord, client, says } = await stage();
  await client.query(`update users set is_approved = false where nickname = 'judy'`);
  await says('mo', '/user note judy "asked twice"');
  await adminFe(client, {
    action: 'confirm_email',
    message: '@ada confirmed email for users: @judy',
    about: ['judy'],
  });
  await client.query(`update moderation_log set inserted_at = '2026-11-27 10:00:00'`);
  await says('ada', '/signup reject kim,judy reason:spam');
  await client.query(`delete from users where nickname in ('kim', 'judy')`);
  await says('ada', '/user rm lain reason:"asked for it"');

  const [ada, mo] = ['ada', 'mo'].map((name) => `<@${discord.as(name).id}>`);
  const rejection = expect.stringMatching(/^#2 T · [\w ]+ · reject (?:kim, judy|judy, kim) · <@\d+> · spam$/);
  expect(entriesOf(await says('mo', '/user history kim'))).toEqual([rejection]);
  expect(entriesOf(await says('mo', '/user history @judy@social.test'))).toEqual([
    rejection,
    `#1 T · note 1: asked twice · ${mo}`,
    'Akkoma T · confirmed email for users: @judy · ada',
  ]);
  expect(entriesOf(await says('mo', '/user history lain'))).toEqual([
    expect.stringMatching(`^#3 T · [\\w ]+ · delete lain permanently · ${ada} · asked for it$`),
  ]);
});

test('the pages of an account that is no longer stored follow one another', async () => {
  const { discord, client, says } = await stage();
  for (let n = 1; n <= 6; n += 1) await says('mo', `/user tag judy t${n}`);
  await client.query(`delete from users where nickname = 'judy'`);

  const first = await says('mo', '/user history judy');
  const second = await (await discord.as('mo').click(first, buttonOf(first, 'Next'))).message();

  expect(entriesOf(second)).toEqual([expect.stringMatching(/^#1 T · done · tag judy with t1/)]);
});

test('actions on several accounts, on posts and on an instance are in the history of each account', async () => {
  const { discord, client, says } = await stage();
  await client.query(withReports);
  await client.query(`update users set is_approved = false where nickname = 'judy'`);
  await says('mo', '/signup approve kim,judy');
  const { rows } = await client.query(
    `select steward.flake_text(id) as id from activities where data ->> 'type' = 'Flag' and data ->> 'state' = 'resolved'`,
  );
  await says('mo', `/report reopen ${rows[0].id}`);
  await says('mo', `/report dismiss report:${rows[0].id},BCux8pqwkPlJvp1zyy`);
  const asked = await says('ada', '/instance deactivate_all spam.example reason:spam');
  await (await discord.as('ada').click(asked, buttonOf(asked, 'Run now'))).answered();
  await expect
    .poll(async () => (await client.query('select state from steward.actions where id = 4')).rows)
    .toEqual([{ state: 'done' }]);
  await says('mo', '/user note spam1@spam.example "the first"');
  await says('mo', '/post mark_sensitive BCj5y0nFPP1WbYT2WW');
  await client.query(`update users set nickname = 'new@spam.example' where nickname = 'spam1@spam.example'`);

  for (const name of ['kim', 'judy']) {
    expect(entriesOf(await says('mo', `/user history ${name}`))).toEqual([
      expect.stringMatching(/^#1 T · done · approve (?:kim, judy|judy, kim) · /),
    ]);
  }
  expect(entriesOf(await says('mo', '/user history bob'))[0]).toMatch(/^#3 T · done · dismiss .*bob/);
  expect(entriesOf(await says('mo', '/user history frank'))[0]).toMatch(/^#3 T · done · dismiss .*frank/);
  expect(entriesOf(await says('mo', '/user history new@spam.example'))).toEqual([
    expect.stringMatching(/^#5 T · note 1: the first · /),
    expect.stringMatching(/^#4 T · done · deactivate \d+ accounts of spam\.example · <@\d+> · spam$/),
  ]);
  const { rows: authors } = await client.query(
    `select plan ->> 'target' as name from steward.actions where id = 6`,
  );
  expect(entriesOf(await says('mo', `/user history ${authors[0].name}`))).toEqual([
    expect.stringMatching(/^#6 T · done · mark the post \w+ of \w+ as sensitive/),
  ]);
});

test("what Steward wrote into Akkoma's own log and notes for an action is not listed twice", async () => {
  const { discord, client, says } = await stage({ MODERATION_LOG: 'true' });
  await client.query(withReports);
  await says('ada', `/staff link ada person:${discord.as('ada').id}`);
  await says('ada', '/user tag frank x');
  await says('ada', '/report note BCux8pqwkPlJvp1zyy "asked *him*"');
  await says('ada', '/report resolve report:BCux8pqwkPlJvp1zyy');
  expect((await client.query('select from moderation_log')).rowCount).toBe(3);

  expect(
    entriesOf(await says('mo', '/user history frank')).map((line) => line.replace(/ · <@.*/, '')),
  ).toEqual([
    '#4 T · done · resolve the report BCux8pqwkPlJvp1zyy about frank',
    '#3 T · done · add a note to the report BCux8pqwkPlJvp1zyy about frank: asked \\*him\\*',
    '#2 T · done · tag frank with x',
    'Akkoma T · note on the report `BCux8pqwkPlJvp1zyy`: watching this one · mo',
  ]);
});

test('what staff did in Akkoma to the reports, tags and posts of an account is in its own words', async () => {
  const { client, says } = await stage();
  await client.query(withReports);
  await client.query('delete from report_notes');
  const report = { id: 'BCux8pqwkPlJvp1zyy', type: 'report', state: 'resolved' };
  const about = (text?: string) => ({
    subject: report,
    subject_actor: { nickname: 'gina', type: 'user' },
    ...(text === undefined ? {} : { text }),
  });
  const { rows } = await client.query(
    `insert into activities (id, data, actor, local, recipients, inserted_at, updated_at)
     values ('000001a2-23c2-a15e-08df-cb3db19c0000', '{"id": "https://social.test/activities/own", "type": "Create"}',
       'https://social.test/users/frank', true, '{}', now(), now())
     returning steward.flake_text(id) as id`,
  );
  const entries: [string, string, object][] = [
    [
      'status_update',
      `@ada updated status #${rows[0].id}, set sensitive: 'true'`,
      { subject: { id: rows[0].id, type: 'status' } },
    ],
    [
      'status_update',
      `@ada updated status #BCj5y0nFPP1WbYT2WX, set sensitive: 'true'`,
      { subject: { id: 'BCj5y0nFPP1WbYT2WX', type: 'status' } },
    ],
    ['tag', '@ada added tags: *x* to users: @Frank', { nicknames: ['Frank'], tags: ['*x*'] }],
    [
      'report_note',
      `@ada added note 'to @everyone' to report #${report.id} on user @gina`,
      about('to @everyone'),
    ],
    [
      'report_note_delete',
      `@ada deleted note 'to @everyone' from report #${report.id} on user @gina`,
      about('to @everyone'),
    ],
    ['report_update', `@ada updated report #${report.id} (on user @gina) with 'resolved' state`, about()],
  ];
  for (const [action, message, more] of entries) await adminFe(client, { action, message, more });

  expect(entriesOf(await says('mo', '/user history frank'))).toEqual([
    `Akkoma T · set the report \`${report.id}\` to resolved · ada`,
    expect.stringMatching(/^Akkoma T · deleted a note on the report `\w+`: to @.?everyone · ada$/),
    expect.stringMatching(/^Akkoma T · note on the report `\w+`, since deleted: to @.?everyone · ada$/),
    'Akkoma T · added tags: \\*x\\* to users: @Frank · ada',
    expect.stringMatching(/^Akkoma T · updated status #\w+, set sensitive: 'true' · ada$/),
  ]);
  expect(sentenceOf(await says('mo', '/user history gina'))).toMatch(/^No actions on gina/);
});
