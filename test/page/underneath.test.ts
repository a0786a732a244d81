import { expect, onTestFinished, test } from 'vitest';
import { createGuild } from '../../sandbox/discord/guild.ts';
import { type Page, servePage } from '../../sandbox/page/index.ts';
import type { UnderneathView } from '../../sandbox/page/underneath/view.ts';
import { akkomaOn } from '../support/akkoma.ts';
import { buttonOf } from '../support/buttons.ts';
import { runConsole } from '../support/console.ts';
import { pristineDatabase, type TestDatabase } from '../support/database.ts';
import { startTeam, type Team } from '../support/team.ts';

async function serve(
  environment?: Readonly<Record<string, string>>,
  database?: TestDatabase,
): Promise<{ team: Team; page: Page }> {
  const team = await startTeam(environment, database);
  const page = await servePage(team.discord, { database: team.url });
  onTestFinished(() => page.close());
  return { team, page };
}

async function look(page: Page, step = ''): Promise<UnderneathView> {
  const response = await fetch(`${page.url}/api/underneath${step && `?step=${step}`}`);
  return (await response.json()) as UnderneathView;
}

test('a command is shown with the rows it changed, its jobs, its audit entry and its traffic', async () => {
  const { team, page } = await serve();
  const typed = await team.discord.as('ada').type('/user deactivate lain reason:"sold followers"');
  await typed.message();
  await expect
    .poll(async () => (await look(page)).traffic.map(({ title }) => title))
    .toEqual(['INTERACTION_CREATE', 'POST callback', 'PATCH @original']);

  const { step, changes, traffic, connected } = await look(page);

  expect(step).toMatchObject({
    id: typed.id,
    who: 'Ada',
    what: '/user deactivate nickname:lain reason:sold followers',
  });
  expect(connected).toBe(true);
  const [users] = changes?.tables ?? [];
  expect(users?.name).toBe('users');
  expect(users?.rows[0]).toMatchObject({
    nickname: 'lain',
    change: 'updated',
    cells: expect.arrayContaining([{ column: 'is_active', before: true, after: false }]),
  });
  expect(changes?.tables.find(({ name }) => name === 'following_relationships')?.rows[0]?.change).toBe(
    'deleted',
  );
  expect(changes?.jobs).toContainEqual(
    expect.objectContaining({ worker: 'Pleroma.Workers.PublisherWorker', state: 'available' }),
  );
  expect(changes?.unsettled).toBe(true);
  expect(changes?.audit).toMatchObject([
    {
      event: 'action.done',
      who: 'ada',
      why: 'sold followers',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      previousHash: '',
      sound: true,
      ofThisStep: true,
    },
  ]);
  expect(changes?.own.map(({ table }) => table).toSorted()).toEqual([
    'steward.actions',
    'steward.changes',
    'steward.interactions',
  ]);
  expect(traffic[0]).toMatchObject({ after: 0, from: 'Discord', note: '' });
  expect(traffic[1]).toMatchObject({
    from: 'bot',
    note: 'defers its answer',
    status: 204,
    body: { type: 5 },
  });
});

test('a command from the menu of a message or member is shown without a slash', async () => {
  const { team, page } = await serve();
  const ada = team.discord.as('ada');
  const typed = await ada.type('/user deactivate lain reason:spam');
  await (await ada.menu('Steward: show account', await typed.message())).message();
  await (await ada.menu('Steward: staff', team.discord.as('mo').member)).message();

  const { steps } = await look(page);

  expect(steps.map(({ what }) => what)).toEqual([
    'chose Steward: staff',
    'chose Steward: show account',
    '/user deactivate nickname:lain reason:spam',
  ]);
});

test.for([
  ['true', false],
  ['false', true],
] as const)(
  'what Akkoma’s server uses is shown beside the row; a refresh is requested: %s',
  async ([AKKOMA_REFRESH, inMemory]) => {
    const database = await pristineDatabase('3.16.0');
    const akkoma = await akkomaOn(database.url);
    await akkoma.rememberAll();
    const team = await startTeam({ AKKOMA_REFRESH }, database);
    const page = await servePage(team.discord, { database: team.url, cachedAccount: akkoma.cachedAccount });
    onTestFinished(() => page.close());
    await (await team.discord.as('ada').type('/user deactivate lain')).message();

    const cell = async () => {
      const users = (await look(page)).changes?.tables.find(({ name }) => name === 'users');
      const lain = users?.rows.find(({ nickname }) => nickname === 'lain');
      return lain?.cells.find(({ column }) => column === 'is_active');
    };

    await expect.poll(cell).toEqual({ column: 'is_active', before: true, after: false, inMemory });
  },
);

test('an approval is shown with what it caused, under the entries of the people who asked before', async () => {
  const { team, page } = await serve();
  const card = await team.ask('ada', '/user rm lain reason:spam');
  expect((await look(page)).changes?.tables).toEqual([]);
  await card.press('ivan', 'Approve');
  await expect.poll(async () => (await look(page)).changes?.tables.length).toBeGreaterThan(0);

  const { step, steps, changes } = await look(page);

  expect(step).toMatchObject({ who: 'Ivan', what: 'pressed Approve' });
  expect(steps.map(({ who }) => who)).toEqual(['Ivan', 'Ada']);
  const asked = changes?.audit.at(-1);
  expect(asked).toMatchObject({ event: 'action.proposed', who: 'ada', ofThisStep: false });
  expect(changes?.audit.at(-2)).toMatchObject({ previousHash: asked?.hash, sound: true, ofThisStep: true });
  expect(changes?.own.find(({ table }) => table === 'steward.votes')?.columns).toContainEqual([
    'voter_name',
    'ivan',
  ]);
  const earlier = await look(page, steps[1]?.id);
  expect(earlier.step?.what).toBe('/user rm nickname:lain reason:spam');
});

test('the traffic of a step has its card, its mention and its audit entry, and nothing of another action', async () => {
  const { team, page } = await serve({
    APPROVERS_MENTIONED: 'true',
    AUDIT_CHANNEL_ID: createGuild([]).channels.audit.id,
  });
  const other = await team.ask('ada', '/user rm bob reason:spam');
  const card = await team.ask('ada', '/user rm lain reason:spam');
  await card.press('ivan', 'Approve');
  const requests = async () => (await look(page)).traffic.flatMap(({ path }) => path ?? []);
  await expect.poll(requests).toContainEqual(expect.stringMatching(/^DELETE .*\/messages\/\d+$/));
  await expect
    .poll(async () => (await look(page)).traffic.map(({ note }) => note))
    .toContain('posts in #audit');
  // From a terminal, so that no step of the page begins.
  const terminal = { DATABASE_URL: team.url, INSTANCE_URL: 'https://social.test' };
  const denied = await runConsole(['action', 'deny', String(other.action), 'wrong account'], terminal);
  expect(denied).toMatchObject({ exit: 0 });
  const isAudited = () => JSON.stringify(team.discord.as('ada').messages('audit')).includes('wrong account');
  await expect.poll(isAudited).toBe(true);
  const shown = await look(page);
  expect(shown.step?.what).toBe('pressed Approve');
  expect(shown.traffic.map(({ note }) => note)).toContain('posts in #audit');
  expect(JSON.stringify(shown.traffic)).not.toContain('wrong account');
});

test('an undo is shown with the rows that it restored, and not with those of the action that it undid', async () => {
  const { team, page } = await serve();
  const { discord } = team;
  await (await discord.as('ada').type('/user deactivate lain keep_followers:true')).message();
  await (await discord.as('ada').type('/action undo 1')).message();
  await expect.poll(async () => (await look(page)).changes?.tables.length).toBeGreaterThan(0);

  const { changes } = await look(page);

  const actives = changes?.tables
    .flatMap(({ rows }) => rows.flatMap(({ cells }) => cells))
    .filter(({ column }) => column === 'is_active');
  expect(actives).toEqual([{ column: 'is_active', before: false, after: true }]);
  expect(changes?.audit.map(({ event }) => event)).toContain('action.undone');
});

test('a refused command has changed nothing, and is in the audit log', async () => {
  const { team, page } = await serve();
  await (await team.discord.as('eve').command('user deactivate', { nickname: 'lain' })).message();
  await expect
    .poll(async () => (await look(page)).changes?.audit.map(({ event, who }) => [event, who]))
    .toEqual([['command.refused', 'eve']]);
  expect((await look(page)).changes).toMatchObject({ tables: [], jobs: [], unsettled: false });
});

test('no password, link or token is shown', async () => {
  const { team, page } = await serve({}, await pristineDatabase('3.19'));
  const ada = team.discord.as('ada');
  const secrets: string[] = [];

  const made = await ada.type('/user new newbie newbie@mail.example choose_password:true');
  const card = await made.message();
  const press = await ada.click(card, buttonOf(card, 'Run now'));
  await press.answered();
  const sent = await ada.submit(press, { text: 'correct horse' });
  await sent.message();
  secrets.push('correct horse', made.token, sent.token);
  const asked = await ada.type('/user reset_password lain');
  const question = await asked.message();
  const link =
    question.embeds[0]?.fields?.find(({ name }) => name === 'Reset link (works once)')?.value ?? '';
  expect(link).toContain('/password_reset/');
  secrets.push(asked.token, link.split('/').at(-1) ?? link);
  const { rows } = await team.client.query(
    `select token from password_reset_tokens union select password_hash from users where nickname = 'newbie'`,
  );
  secrets.push(...rows.map(({ token }) => token));

  const { steps } = await look(page);
  expect(steps.length).toBe(4);
  for (const { id } of steps) {
    const shown = JSON.stringify(await look(page, id));
    for (const secret of secrets) expect(shown).not.toContain(secret);
  }
  const form = await look(page, sent.id);
  expect(JSON.stringify(form.traffic[0]?.body)).toContain('••••••••');
  expect(form.traffic.map(({ path }) => path)).toContainEqual(
    expect.stringMatching(/^PATCH \/webhooks\/\d+\/aW50ZX…\/messages\/@original$/),
  );
});
