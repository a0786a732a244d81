import { expect, test } from 'vitest';
import { ownDatabase } from '../support/database.ts';
import { auditLinesOf, sentenceOf } from '../support/sentence.ts';
import { startSteward } from '../support/steward.ts';
import { startTeam } from '../support/team.ts';

test('the audit channel gets every action and every refusal, a line each, in order', async () => {
  const { discord, ask, client } = await startTeam({ AUDIT_CHANNEL_ID: '1212742078036512798' });
  const { id } = discord.guild.channels.audit;
  expect(id).toBe('1212742078036512798');
  const told = () => discord.as('ada').messages('audit').flatMap(auditLinesOf);

  await (await discord.as('mo').type('/user deactivate lain reason:spam')).message();
  await (await discord.as('eve').command('user tag', { nickname: 'lain', tags: 'x' })).message();
  const card = await ask('ada', '/user rm bob reason:gone');
  await card.approve('ivan');

  const hashes = async () =>
    (
      await client.query(
        `select left(encode(hash, 'hex'), 8) || '@' || id as mark from steward.audit_log order by id`,
      )
    ).rows.map(({ mark }) => mark);
  await expect.poll(() => told().join('\n')).toMatch(/approved and ran/);
  // No number is left out, whatever has a line of its own.
  expect(
    told()
      .join('\n')
      .match(/[0-9a-f]{8}@\d+/g),
  ).toEqual(await hashes());
  expect(told().join('\n')).toMatch(/deactivate.*lain.*spam/);
  expect(told().join('\n')).toMatch(/eve.*refused|refused.*eve/i);
});

test('one act is one line: an approval and its run, an undo and what it undid', async () => {
  const { discord, ask } = await startTeam({ AUDIT_CHANNEL_ID: '1212742078036512798' });
  const told = () =>
    discord
      .as('ada')
      .messages('audit')
      .flatMap(auditLinesOf)
      .map((line) => line.replace(/ · <t:.*$/, ''));

  const card = await ask('ada', '/instance deactivate_all spam.example reason:spam');
  await expect.poll(told).toHaveLength(1);
  await card.press('ivan', 'Approve');
  await card.shows('Done');
  await expect.poll(told).toHaveLength(2);
  await (await discord.as('mo').type('/user tag lain x')).message();
  await (await discord.as('mo').type('/action undo 2')).message();
  await expect.poll(told).toHaveLength(4);

  expect(told()).toEqual([
    '⏳ **ada** requested: deactivate 21 accounts of spam.example · spam',
    expect.stringMatching(
      /^(?:✅|▶️) \*\*ivan\*\* approved and (?:ran|started) for \*\*ada\*\*: deactivate 21 accounts of spam\.example/,
    ),
    '✅ **mo** ran: tag lain with x',
    '✅ **mo** ran: undo action 2: tag lain with x',
  ]);
});

test('the audit channel distinguishes a vote from a retry of a failed action', async () => {
  const { discord, ask, client } = await startTeam(
    { AUDIT_CHANNEL_ID: '1212742078036512798', APPROVALS_DESTRUCTIVE: '2' },
    await ownDatabase(),
  );
  const told = () => discord.as('ada').messages('audit').flatMap(auditLinesOf).join('\n');
  await client.query(`
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
    create trigger refuse before update on users for each row execute function refuse()`);
  const card = await ask('ada', '/instance deactivate_all spam.example reason:spam');

  await card.approve('ivan');
  await expect
    .poll(told)
    .toMatch(/👍 \*\*ivan\*\* approved(: deactivate 21 accounts of spam\.example)? \(1 of 2\) · </);
  await card.approve('grace');
  await card.shows('Failed');
  await client.query('drop trigger refuse on users');
  await card.press('ada', 'Retry');

  const done = await card.shows('Done');
  expect(done.embeds[0]?.fields?.find(({ name }) => name === 'History')?.value.split('\n')).toEqual([
    expect.stringContaining('<@1084413502188232704> requested it'),
    expect.stringContaining('<@1091882674160291871> approved it'),
    expect.stringContaining('<@1097265410936844339> approved it'),
    expect.stringContaining('failed'),
    expect.stringContaining('<@1084413502188232704> retried it'),
    expect.stringContaining('done'),
  ]);
  await expect.poll(told).toMatch(/\*\*ada\*\* retried/);
});

test('the first line of an action links to its card, and does not wait long for one that cannot be drawn', async () => {
  const { discord, ask } = await startTeam({ AUDIT_CHANNEL_ID: '1212742078036512798' });
  const told = () =>
    discord
      .as('ada')
      .messages('audit')
      .map(({ embeds }) => embeds[0]?.description ?? '');
  const linkTo = ({ channel_id: channel, id }: { channel_id: string; id: string }) =>
    `https://discord.com/channels/${discord.guild.id}/${channel}/${id}`;

  const card = await ask('ada', '/user rm bob reason:gone');
  await expect.poll(told).toEqual([expect.stringContaining(`[Action 1](${linkTo(card.message())})`)]);
  const done = await (await discord.as('mo').type('/user tag lain x')).message();
  await expect.poll(told).toHaveLength(2);
  expect(told()[1]).toContain(`[Action 2](${linkTo(done)})`);

  const restore = discord.misbehave.outage(/webhooks|1212742011674640405/);
  await discord.as('mo').type('/user tag lain y');
  await expect.poll(told).toHaveLength(3);
  restore();
  expect(told()[2]).toMatch(/\[Action 3\]\(https:\/\/discord\.com\/channels\/\d+\/\d+\)/);
});

test('without an audit channel, no job waits to post there', async () => {
  const { discord, client } = await startTeam();
  const done = await (await discord.as('mo').type('/user tag lain tags:quiet')).message();
  expect(done.embeds[0]?.title).toBe('Done');
  await (await discord.as('eve').command('user tag', { nickname: 'lain', tags: 'x' })).message();

  // A refusal is answered before it is recorded.
  const counts = async () =>
    (
      await client.query(
        `select (select count(*)::integer from steward.audit_log) as entries,
           (select count(*)::integer from steward_jobs.job where name = 'audit') as jobs`,
      )
    ).rows;
  await expect.poll(counts).toEqual([{ entries: 2, jobs: 0 }]);
});

test('an action in the first moment of the bot is posted, however late the queues start', async () => {
  const { url, client } = await ownDatabase();
  await client.query(`
    create function not_yet() returns trigger language plpgsql as 'begin return null; end';
    create trigger not_yet before update on steward_jobs.job
      for each row when (old.name = 'audit') execute function not_yet()`);
  const { discord } = await startSteward(url, { environment: { AUDIT_CHANNEL_ID: '1212742078036512798' } });
  await (await discord.as('mo').type('/user deactivate lain reason:spam')).message();

  await client.query('drop trigger not_yet on steward_jobs.job');

  const told = () => discord.as('ada').messages('audit').map(sentenceOf);
  await expect.poll(told).toEqual([expect.stringMatching(/deactivate.*lain.*spam/)]);
});

test('an action is done, answered and logged where the audit channel does not exist', async () => {
  const { discord, client, eventsOf } = await startTeam({ AUDIT_CHANNEL_ID: '1212742078036512999' });

  const done = await (await discord.as('mo').type('/user deactivate lain')).message();

  expect(sentenceOf(done)).toBe('Deactivated lain.');
  expect(await eventsOf(1)).toEqual(['action.done']);
  const { rows } = await client.query(`select is_active from users where nickname = 'lain'`);
  expect(rows).toEqual([{ is_active: false }]);
  const failed = `select from steward_jobs.job where name = 'audit' and state in ('retry', 'failed')`;
  await expect.poll(async () => (await client.query(failed)).rowCount).toBeGreaterThan(0);
});
